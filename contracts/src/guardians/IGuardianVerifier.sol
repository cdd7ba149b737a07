// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";

/// @title Verifier of guardians that are no addresses
interface IGuardianVerifier is IERC7913SignatureVerifier {
    /// @notice Whether approvals by `key` must not count at present, because what vouches for it was compromised.
    /// While this is true, anybody may end the requests that counted such an approval.
    function suspended(bytes calldata key) external view returns (bool);
}
