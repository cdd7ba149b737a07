// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {ChainlessDomain} from "../ChainlessDomain.sol";
import {IGuardianVerifier} from "./IGuardianVerifier.sol";
import {Roles} from "./Roles.sol";

/// @title Whoever reads a mailbox, as a guardian
/// @notice Approves on the word of an attester: the operator's server, which has sent a code to the mailbox and got it back.
/// It is the one guardian that trusts the operator. Verifies:
///  (1) the attestation is signed by an address that is an attester now, with low s;
///  (2) it is about the hash that is approved and the commitment that is the guardian's key;
///  (3) its expiry has not passed, and is at most a day ahead.
/// It does not verify, because it cannot or because it is no matter here:
///  which mailbox it is, and that a code was read there: that is the attester's word; the chain: the hash names those it
///  counts on; whether the attestation was seen before: the hash names account, key, chains and epochs, so whoever copies it
///  does what the mailbox's owner wanted.
///
///     (none) ──addRole──▶ waiting ──7 days──▶ attester ──removeRole──▶ former
///                            └──────────────────┴───────── revoke ───────┴──▶ revoked, for ever
///
/// Taking the role is a planned end and touches nothing else. Revoking says that the key was stolen: whatever the address
/// attested may be a lie, so the guardian is suspended, for everybody, and anybody can end the requests that it has started.
/// It stays so until an attester's role counts, which none does for the next 72 hours: those who are there are postponed, new
/// ones wait a week anyway. What is not yet an attester has attested nothing: revoking it keeps it out and suspends nothing. A
/// former one can be revoked too, or a thief would give the role up before anybody could revoke him.
contract EmailGuardian is IGuardianVerifier, Roles, ChainlessDomain {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @dev What else is known of an address than its role.
    enum Past {
        None,
        Attester,
        Revoked
    }

    bytes32 private constant _ATTESTATION_TYPE =
        keccak256("Attestation(bytes32 hash,bytes32 commitment,uint40 expiry)");
    bytes32 private constant _NAME_HASH = keccak256("Sparekey Email");
    bytes32 private constant _VERSION_HASH = keccak256("1");
    uint256 private constant _KEY_LENGTH = 32;
    /// @dev Expiry (5), r, s (32 each), v.
    uint256 private constant _SIGNATURE_LENGTH = 70;
    uint256 private constant _MAX_LIFE = 24 hours;
    uint256 private constant _SUSPENSION = 72 hours;
    /// @dev `suspended` looks at all of them, and must answer within the gas that it is given.
    uint256 private constant _MAX_ATTESTERS = 8;

    /// @dev All who have the role, whether it counts yet or not.
    EnumerableSet.AddressSet private _attesters;
    mapping(address account => Past) private _pasts;
    uint40 private _suspendedUntil;
    /// @dev Whether one was revoked, and nobody who changed the attesters since then has found the suspension over.
    bool private _isWaiting;

    /// @notice The address never has a role again. `suspendedUntil` is the last of the 72 hours after the latest revocation
    /// of somebody who could attest, zero if there was none.
    event AttesterRevoked(address indexed attester, uint40 suspendedUntil);

    /// @notice Has no such role, and had none that counted.
    error NotAnAttester(address account, Role role);
    /// @notice Was revoked as an attester: it never has a role again.
    error AttesterIsRevoked(address attester);
    /// @notice There can be so many at a time.
    error TooManyAttesters(uint256 max);

    constructor(address owner, address attester) Roles(owner, attester, Role.Attester) {}

    /// @inheritdoc IERC7913SignatureVerifier
    /// @param key Commitment to account and mailbox with a random salt, of which nothing can be seen here.
    /// @param signature `expiry (5, Unix seconds) ‖ r ‖ s (32 each) ‖ v (1)`: by ECDSA over the typed data
    /// `Attestation(bytes32 hash,bytes32 commitment,uint40 expiry)`.
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _isAttested(key, hash, signature) ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IGuardianVerifier
    /// @dev The same for every key: an attester attests for all.
    function suspended(bytes calldata) external view returns (bool) {
        return _isSuspended();
    }

    /// @notice Ends an attester at once and for ever, present or former, and suspends the guardian; one whose role never
    /// counted is only kept out.
    function revoke(address attester) external only(Role.Revoker) {
        Past past = _pasts[attester];
        (Role role, uint40 since) = roleOf(attester);
        bool hasAttested = past == Past.Attester || role == Role.Attester && block.timestamp >= since;
        if (past == Past.Revoked) revert AttesterIsRevoked(attester);
        if (role != Role.Attester && !hasAttested) revert NotAnAttester(attester, role);
        if (role != Role.None) _remove(attester);
        _pasts[attester] = Past.Revoked;
        if (hasAttested) _suspend();
        emit AttesterRevoked(attester, _suspendedUntil);
    }

    // ---- views ------------------------------------------------------------------------------------------------------

    /// @notice All who have the role, also those with whom it does not count yet (see `roleOf`).
    function attesters() external view returns (address[] memory) {
        return _attesters.values();
    }

    /// @notice Whether the address was revoked.
    function isRevoked(address attester) external view returns (bool) {
        return _pasts[attester] == Past.Revoked;
    }

    /// @notice The last second of the 72 hours after the latest revocation of somebody who could attest, zero if there was
    /// none. Where no attester's role counts then, the suspension goes on.
    function suspendedUntil() external view returns (uint40) {
        return _suspendedUntil;
    }

    // ---- internals --------------------------------------------------------------------------------------------------

    function _isAttested(bytes calldata key, bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (key.length != _KEY_LENGTH || signature.length != _SIGNATURE_LENGTH) return false;
        uint256 expiry;
        bytes32 r;
        bytes32 s;
        uint8 v;
        // Its length is known, so no part is out of bounds: 140 gas less than of slices.
        assembly ("memory-safe") {
            expiry := shr(216, calldataload(signature.offset))
            r := calldataload(add(signature.offset, 5))
            s := calldataload(add(signature.offset, 37))
            v := byte(31, calldataload(add(signature.offset, 38)))
        }
        if (expiry < block.timestamp || expiry > block.timestamp + _MAX_LIFE) return false;
        // Zero where it is no signature, and zero has no role.
        (address attester,,) = ECDSA.tryRecover(_attestationDigest(hash, bytes32(key), expiry), v, r, s);
        return _has(attester, Role.Attester);
    }

    /// @dev `_digest(keccak256(abi.encode(_ATTESTATION_TYPE, hash, commitment, expiry)))` in one piece of memory that is given
    /// back: 290 gas less.
    function _attestationDigest(bytes32 hash, bytes32 commitment, uint256 expiry)
        private
        view
        returns (bytes32 digest)
    {
        (bytes32 domainType, bytes32 name, bytes32 version) = (_DOMAIN_TYPE, _NAME_HASH, _VERSION_HASH);
        bytes32 attestationType = _ATTESTATION_TYPE;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, domainType)
            mstore(add(data, 0x20), name)
            mstore(add(data, 0x40), version)
            mstore(add(data, 0x60), address())
            let separator := keccak256(data, 0x80)
            mstore(data, attestationType)
            mstore(add(data, 0x20), hash)
            mstore(add(data, 0x40), commitment)
            mstore(add(data, 0x60), expiry)
            // The free memory pointer's word lends itself to the last 32 of the 66 bytes, and gets its value back.
            mstore(0x40, keccak256(data, 0x80))
            mstore(0x20, separator)
            mstore(0x00, 0x1901)
            digest := keccak256(0x1e, 0x42)
            mstore(0x40, data)
        }
    }

    function _suspend() private {
        uint256 until = block.timestamp + _SUSPENSION;
        (_suspendedUntil, _isWaiting) = (uint40(until), true);
        for (uint256 i = 0; i < _attesters.length(); ++i) {
            address attester = _attesters.at(i);
            if (_has(attester, Role.Attester)) _pasts[attester] = Past.Attester;
            _postpone(attester, until + 1);
        }
    }

    function _isSuspended() private view returns (bool) {
        return _isWaiting && !_isAnybodyAttesting();
    }

    function _isAnybodyAttesting() private view returns (bool) {
        for (uint256 i = 0; i < _attesters.length(); ++i) {
            if (_has(_attesters.at(i), Role.Attester)) return true;
        }
        return false;
    }

    function _isUsed(Role role) internal pure override returns (bool) {
        return role == Role.Revoker || role == Role.Attester;
    }

    function _beforeAdded(address account, Role role) internal override {
        if (_pasts[account] == Past.Revoked) revert AttesterIsRevoked(account);
        if (role != Role.Attester) return;
        if (_attesters.length() == _MAX_ATTESTERS) revert TooManyAttesters(_MAX_ATTESTERS);
        _attesters.add(account);
    }

    function _beforeRemoved(address account, Holder memory holder) internal override {
        if (holder.role != Role.Attester) return;
        // A suspension that is over stays over, even if the last attester goes now.
        if (!_isSuspended()) _isWaiting = false;
        if (block.timestamp >= holder.since) _pasts[account] = Past.Attester;
        _attesters.remove(account);
    }

    function _domainNameAndVersion() internal pure override returns (string memory name, string memory version) {
        return ("Sparekey Email", "1");
    }
}
