// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @notice Who may approve a recovery, and how much that counts.
/// @param signer ERC-7913: 20 bytes are an address (EOA or ERC-1271), more are verifier ‖ key.
struct Guardian {
    bytes signer;
    uint16 weight;
}

/// @notice With this much approval a recovery waits this long (seconds).
struct Tier {
    uint32 weight;
    uint32 delay;
}

/// @notice Who can recover an account, and how fast.
/// @param salt Random; salts what is derived for this policy (passphrase key, OpenID commitments).
/// @param guardians Strictly ascending by keccak256(signer), at most 16.
/// @param tiers Weights strictly up, delays strictly down, at most 4.
/// @param windowHours For how long a recovery can be executed once it is ready.
/// @param rotator Says which calls change the account's keys.
struct Policy {
    bytes32 salt;
    Guardian[] guardians;
    Tier[] tiers;
    uint16 windowHours;
    address rotator;
}

/// @title What a policy must fulfil
/// @dev Checked once, when the policy is set; later only its hash is compared.
library PolicyRules {
    uint256 internal constant MAX_GUARDIANS = 16;
    uint256 internal constant MAX_TIERS = 4;
    uint256 internal constant MAX_DELAY = 30 days;
    uint256 internal constant MIN_WINDOW_HOURS = 2 * 24;
    uint256 internal constant MAX_WINDOW_HOURS = 30 * 24;

    /// @dev EIP-1352 keeps these addresses for precompiles. One of them, identity, would echo whatever it is asked.
    uint160 private constant _LAST_RESERVED_ADDRESS = 0xffff;

    /// @dev EntryPoint v0.6; ERC4337Utils has the later ones.
    address private constant _ENTRYPOINT_V06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;

    /// @notice A policy needs at least one guardian.
    error NoGuardians();
    /// @notice More guardians than one request can count.
    error TooManyGuardians(uint256 count, uint256 max);
    /// @notice A guardian who counts nothing.
    error ZeroWeight(uint256 guardian);
    /// @notice Guardians must be strictly ascending by keccak256(signer): out of order, or the same one twice.
    error GuardiansNotAscending(uint256 guardian);
    /// @notice Two guardians are one and the same P-256 key behind two verifiers.
    error SameKeyTwice(uint256 guardian, uint256 earlier);
    /// @notice A signer is an address (20 bytes) or verifier ‖ key (more).
    error InvalidSignerLength(uint256 guardian, uint256 length);
    /// @notice An address that cannot be a guardian: the account, the module, the rotator, a verifier of this policy, an
    /// EntryPoint, zero or a precompile; or one that cannot be a verifier: the account, the module.
    error ForbiddenGuardian(uint256 guardian, address signer);
    /// @notice A guardian's verifier is no contract here.
    error VerifierWithoutCode(uint256 guardian, address verifier);
    /// @notice A 64-byte key must be a point on P-256.
    error InvalidGuardianKey(uint256 guardian, bytes key);
    /// @notice A policy needs at least one tier.
    error NoTiers();
    /// @notice More tiers than allowed.
    error TooManyTiers(uint256 count, uint256 max);
    /// @notice A tier that needs no approval.
    error ZeroTierWeight(uint256 tier);
    /// @notice Weights must strictly rise from tier to tier.
    error TierWeightsNotAscending(uint256 tier);
    /// @notice Delays must strictly fall from tier to tier.
    error TierDelaysNotDescending(uint256 tier);
    /// @notice All guardians together do not reach this tier.
    error TierOutOfReach(uint256 tier, uint256 weight, uint256 total);
    /// @notice A delay longer than 30 days.
    error DelayTooLong(uint256 tier, uint256 delay, uint256 max);
    /// @notice The window must be between 2 and 30 days.
    error InvalidWindow(uint256 windowHours, uint256 min, uint256 max);
    /// @notice The rotator is no contract here.
    error RotatorWithoutCode(address rotator);

    /// @dev Reverts with the first rule that `policy`, set by `account`, breaks.
    function check(Policy memory policy, address account) internal view {
        if (policy.rotator.code.length == 0) revert RotatorWithoutCode(policy.rotator);
        uint256 total = _checkGuardians(policy, account);
        _checkTiers(policy.tiers, total);
        if (policy.windowHours < MIN_WINDOW_HOURS || policy.windowHours > MAX_WINDOW_HOURS) {
            revert InvalidWindow(policy.windowHours, MIN_WINDOW_HOURS, MAX_WINDOW_HOURS);
        }
    }

    function _checkGuardians(Policy memory policy, address account) private view returns (uint256 total) {
        Guardian[] memory guardians = policy.guardians;
        if (guardians.length == 0) revert NoGuardians();
        if (guardians.length > MAX_GUARDIANS) revert TooManyGuardians(guardians.length, MAX_GUARDIANS);
        bytes32 previous;
        for (uint256 i = 0; i < guardians.length; ++i) {
            if (guardians[i].weight == 0) revert ZeroWeight(i);
            bytes32 hash = keccak256(guardians[i].signer);
            if (hash <= previous) revert GuardiansNotAscending(i);
            previous = hash;
            total += guardians[i].weight;
            _checkSigner(policy, account, i);
        }
    }

    function _checkSigner(Policy memory policy, address account, uint256 i) private view {
        bytes memory signer = policy.guardians[i].signer;
        if (signer.length < 20) revert InvalidSignerLength(i, signer.length);
        address head = address(bytes20(signer));
        if (signer.length == 20) {
            if (_isForbidden(policy, account, head)) revert ForbiddenGuardian(i, head);
            return;
        }
        // The account would vouch for itself, through a fallback handler of its own choice.
        if (head == account || head == address(this)) revert ForbiddenGuardian(i, head);
        if (head.code.length == 0) revert VerifierWithoutCode(i, head);
        if (signer.length != 84) return;
        (bytes32 x, bytes32 y) = _point(signer);
        if (!P256.isValidPublicKey(x, y)) revert InvalidGuardianKey(i, abi.encodePacked(x, y));
        for (uint256 j = 0; j < i; ++j) {
            bytes memory other = policy.guardians[j].signer;
            if (other.length != 84) continue;
            (bytes32 otherX, bytes32 otherY) = _point(other);
            if (otherX == x && otherY == y) revert SameKeyTwice(i, j);
        }
    }

    function _isForbidden(Policy memory policy, address account, address signer) private view returns (bool) {
        if (uint160(signer) <= _LAST_RESERVED_ADDRESS) return true;
        if (signer == account || signer == address(this) || signer == policy.rotator) return true;
        if (signer == address(ERC4337Utils.ENTRYPOINT_V07) || signer == address(ERC4337Utils.ENTRYPOINT_V08)) {
            return true;
        }
        if (signer == address(ERC4337Utils.ENTRYPOINT_V09) || signer == _ENTRYPOINT_V06) return true;
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            bytes memory other = policy.guardians[i].signer;
            if (other.length > 20 && address(bytes20(other)) == signer) return true;
        }
        return false;
    }

    function _checkTiers(Tier[] memory tiers, uint256 total) private pure {
        if (tiers.length == 0) revert NoTiers();
        if (tiers.length > MAX_TIERS) revert TooManyTiers(tiers.length, MAX_TIERS);
        for (uint256 i = 0; i < tiers.length; ++i) {
            if (tiers[i].weight == 0) revert ZeroTierWeight(i);
            if (tiers[i].weight > total) revert TierOutOfReach(i, tiers[i].weight, total);
            if (tiers[i].delay > MAX_DELAY) revert DelayTooLong(i, tiers[i].delay, MAX_DELAY);
            if (i == 0) continue;
            if (tiers[i].weight <= tiers[i - 1].weight) revert TierWeightsNotAscending(i);
            if (tiers[i].delay >= tiers[i - 1].delay) revert TierDelaysNotDescending(i);
        }
    }

    /// @dev x and y of `verifier (20) ‖ x (32) ‖ y (32)`.
    function _point(bytes memory signer) private pure returns (bytes32 x, bytes32 y) {
        assembly ("memory-safe") {
            x := mload(add(signer, 0x34))
            y := mload(add(signer, 0x54))
        }
    }
}
