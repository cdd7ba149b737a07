// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IGuardianVerifier} from "../../src/guardians/IGuardianVerifier.sol";

/// @notice What StubVerifier accepts as the signature of `key` over `hash`.
function attestation(bytes memory key, bytes32 hash) pure returns (bytes memory) {
    return abi.encode(keccak256(abi.encode("attested", key, hash)));
}

/// @notice Stands in for guardians that somebody vouches for (an attester, a provider's keys): what vouches can be
/// revoked, which suspends all keys.
contract StubVerifier is IGuardianVerifier {
    mapping(bytes32 keyHash => bool) private _suspended;

    function suspend(bytes calldata key, bool isSuspended) external {
        _suspended[keccak256(key)] = isSuspended;
    }

    /// @notice What `verify` accepts.
    function attest(bytes calldata key, bytes32 hash) external pure returns (bytes memory) {
        return attestation(key, hash);
    }

    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool valid = !_suspended[keccak256(key)] && keccak256(signature) == keccak256(attestation(key, hash));
        return valid ? this.verify.selector : bytes4(0xffffffff);
    }

    function suspended(bytes calldata key) external view returns (bool) {
        return _suspended[keccak256(key)];
    }
}
