// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

contract Nft is ERC721("Nft", "NFT") {
    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }
}
