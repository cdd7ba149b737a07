// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Test} from "./Test.sol";
import {RsaKey} from "./Tokens.sol";

/// @notice The issuers' keys of contracts/test/fixtures/rsa-keys.json.
abstract contract RsaKeys is Test {
    function keyOf(string memory name) internal view returns (RsaKey memory) {
        string memory json = vm.readFile("contracts/test/fixtures/rsa-keys.json");
        return RsaKey({
            modulus: vm.parseJsonBytes(json, string.concat(".", name, ".modulus")),
            privateExponent: vm.parseJsonBytes(json, string.concat(".", name, ".privateExponent"))
        });
    }

    /// @notice Label of a key's entry. @param number Which header of the key.
    function label(RsaKey memory key, uint8 number) internal pure returns (bytes8) {
        return bytes8(abi.encodePacked(bytes7(keccak256(key.modulus)), number));
    }
}
