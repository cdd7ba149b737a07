// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Passkeys} from "./Passkeys.sol";
import {Policies, Wallet} from "./Policies.sol";

/// @notice What attesters sign; digests are computed anew, for the reasons in Passkeys.
abstract contract Attestations is Passkeys, Policies {
    bytes4 internal constant FAILURE = 0xffffffff;
    string internal constant EMAIL_DOMAIN = "Sparekey Email";

    /// @dev From its artifact, so that a fault that is planted there is what the tests see (contracts/tools/mutation).
    function deployEmailGuardian(address owner, address attester) internal returns (EmailGuardian) {
        bytes memory roles = abi.encode(owner, attester);
        return EmailGuardian(vm.deployCode("EmailGuardian.sol:EmailGuardian", roles));
    }

    /// @dev What an e-mail guardian's key is, as the SDK makes it.
    function commitmentOf(address account, string memory mailbox, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(account, keccak256(bytes(mailbox)), salt));
    }

    function attestationDigestOf(address guardian, bytes32 hash, bytes32 commitment, uint256 expiry)
        internal
        pure
        returns (bytes32)
    {
        return typedDigest(EMAIL_DOMAIN, guardian, attestationStruct(hash, commitment, expiry));
    }

    function attestationStruct(bytes32 hash, bytes32 commitment, uint256 expiry) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256("Attestation(bytes32 hash,bytes32 commitment,uint40 expiry)");
        return keccak256(abi.encode(typeHash, hash, commitment, expiry));
    }

    /// @dev What a caller hands in: `expiry ‖ r ‖ s ‖ v`.
    function attestationOf(Wallet memory attester, address guardian, bytes32 hash, bytes32 commitment, uint256 expiry)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory signature = sign(attester, attestationDigestOf(guardian, hash, commitment, expiry));
        return abi.encodePacked(uint40(expiry), signature);
    }
}
