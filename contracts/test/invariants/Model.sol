// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {Request, Scope} from "../../src/RecoveryDigests.sol";
import {Member, World} from "./World.sol";

/// @notice What should be true, kept apart from the contracts and written down anew from docs/protocol.md.
abstract contract Model is World {
    /// @dev What the hostile rotator wants at present; the first three a rotator may want.
    enum Wish {
        Nothing,
        ThiefPasskey,
        SpareOwner,
        Tokens,
        Ether,
        AccountItself,
        NobodysCode,
        PolicyGone
    }

    /// @param policy Empty if there is none.
    /// @param keys A bit for each passkey that owns the account.
    struct Owned {
        bytes policy;
        uint32 epoch;
        uint40 setInBlock;
        uint16 keys;
        bool hasValidator;
        bool hasSpare;
        bool hasModule;
    }

    struct Recovery {
        bool started;
        bool ended;
        uint32 epoch;
        uint256 ready;
        uint16 windowHours;
        uint16 approvers;
        address rotator;
    }

    struct Proposal {
        uint256 owner;
        bytes32 hash;
        bytes request;
    }

    Owned[] internal _owned;
    bytes[][] internal _oldPolicies;
    Proposal[] internal _proposals;
    mapping(bytes32 requestHash => Recovery) internal _recoveries;
    /// @dev Executed, objected to, expired or of an old epoch: must never execute any more.
    mapping(bytes32 requestHash => bool) internal _isOver;
    /// @dev Who has signed what, by a signature or by saying yes.
    mapping(bytes32 digest => mapping(bytes32 guardian => bool)) internal _hasSigned;
    mapping(bytes32 digest => mapping(bytes32 guardian => bool)) internal _hasRecorded;
    mapping(bytes32 signer => uint256) private _passkeyOf;
    mapping(uint256 owner => uint32) private _highestEpoch;

    Wish internal _wish;
    bool internal _saysOwner = true;
    bool internal _saysSigned;
    uint256 internal _spareOwnersSet;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 0; i < PASSKEYS; ++i) {
            _passkeyOf[keccak256(passkeySigner(_passkeys[i]))] = i + 1;
        }
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            _oldPolicies.push();
            _owned.push();
            (_owned[i].keys, _owned[i].hasValidator, _owned[i].hasModule) = (_bit(i), true, true);
        }
    }

    // ---- what is ----------------------------------------------------------------------------------------------------

    function _bit(uint256 i) internal pure returns (uint16) {
        return uint16(1 << i);
    }

    function _owns(uint256 owner, uint256 passkey) internal view returns (bool) {
        return _owned[owner].keys & _bit(passkey) != 0;
    }

    /// @dev The passkey of this signer, if it is one of ours.
    function _passkeyIn(bytes memory signer) internal view returns (bool found, uint256 passkey) {
        passkey = _passkeyOf[keccak256(signer)];
        return passkey == 0 ? (false, 0) : (true, passkey - 1);
    }

    function _stateOf(uint256 owner, bytes32 hash) internal view returns (RecoveryModule.State) {
        Recovery storage recovery = _recoveries[hash];
        if (!recovery.started) return RecoveryModule.State.None;
        if (recovery.ended || recovery.epoch != _owned[owner].epoch) return RecoveryModule.State.Dead;
        if (_time < recovery.ready) return RecoveryModule.State.Waiting;
        if (_time <= _endOf(recovery)) return RecoveryModule.State.Ready;
        return RecoveryModule.State.Expired;
    }

    function _endOf(Recovery storage recovery) internal view returns (uint256) {
        return recovery.ready + uint256(recovery.windowHours) * 1 hours;
    }

    function _isAlive(uint256 owner, bytes32 hash) internal view returns (bool) {
        RecoveryModule.State current = _stateOf(owner, hash);
        return current == RecoveryModule.State.Waiting || current == RecoveryModule.State.Ready;
    }

    // ---- what may be ------------------------------------------------------------------------------------------------

    function _isPolicy(uint256 owner, bytes memory policy) internal view returns (bool) {
        return _owned[owner].policy.length != 0 && keccak256(_owned[owner].policy) == keccak256(policy);
    }

    function _isInTime(uint256 deadline, uint256 life) internal view returns (bool) {
        return deadline >= _time && deadline <= _time + life;
    }

    function _covers(Scope[] memory scopes, uint32 epoch) internal view returns (bool covered) {
        for (uint256 i = 0; i < scopes.length; ++i) {
            if (i > 0 && scopes[i].chainId <= scopes[i - 1].chainId) return false;
            if (scopes[i].chainId != _chain) continue;
            if (scopes[i].epoch != epoch) return false;
            covered = true;
        }
        if (scopes.length > 32) return false;
    }

    function _weightOf(Policy memory policy, uint16 guardians) internal pure returns (uint256 weight) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (guardians & _bit(i) != 0) weight += policy.guardians[i].weight;
        }
    }

    /// @dev Those who have signed exactly this, each once, whatever the contracts have counted.
    function _signedWeight(Policy memory policy, bytes32 digest) internal view returns (uint256 weight) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (_hasSigned[digest][keccak256(policy.guardians[i].signer)]) weight += policy.guardians[i].weight;
        }
    }

    function _delayFor(Policy memory policy, uint256 weight) internal pure returns (bool enough, uint256 delay) {
        for (uint256 i = 0; i < policy.tiers.length; ++i) {
            if (weight >= policy.tiers[i].weight) (enough, delay) = (true, policy.tiers[i].delay);
        }
    }

    function _someSuspended(Policy memory policy, uint16 guardians) internal view returns (bool) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (guardians & _bit(i) != 0 && _isSuspended(_member(policy.guardians[i].signer))) return true;
        }
        return false;
    }

    /// @dev All keys of the circle differ, and each has one verifier: comparing signers is enough.
    function _mayBecomeKey(uint256 owner, Policy memory policy, Request memory request, bytes32 hash)
        internal
        view
        returns (bool)
    {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (keccak256(policy.guardians[i].signer) == keccak256(request.newSigner)) return false;
        }
        if (request.replace || _stateOf(owner, hash) != RecoveryModule.State.None) return true;
        if (policy.rotator == address(_rotator)) return !_saysOwner;
        (bool found, uint256 passkey) = _passkeyIn(request.newSigner);
        return !(found && _owns(owner, passkey));
    }

    /// @dev Whether the rotator names any calls. The hostile one always does: what they are is looked at when they
    /// are to be made.
    function _mayRotate(uint256 owner, address rotator, Request memory request) internal view returns (bool) {
        if (rotator == address(_rotator)) return true;
        (bool found,) = _passkeyIn(request.newSigner);
        return found && _owned[owner].keys != 0;
    }

    /// @dev Whether the module lets the calls pass, the account makes them, and the rotator then says that the new
    /// signer owns it.
    function _willRotate(uint256 owner, address rotator, Request memory request) internal view returns (bool) {
        Owned storage owned = _owned[owner];
        if (!_mayRotate(owner, rotator, request)) return false;
        if (rotator != address(_rotator)) {
            (, uint256 passkey) = _passkeyIn(request.newSigner);
            return owned.hasModule || (!request.replace && _owns(owner, passkey));
        }
        if (!_saysOwner) return false;
        if (_wish == Wish.Nothing) return true;
        if (_wish == Wish.SpareOwner) return owned.hasSpare && owned.hasModule;
        return _wish == Wish.ThiefPasskey && owned.keys != 0 && !_owns(owner, THIEF_PASSKEY) && owned.hasModule;
    }

    // ---- what becomes -----------------------------------------------------------------------------------------------

    /// @dev Whatever was signed for the old epoch is over.
    function _raiseEpoch(uint256 owner) internal {
        ++_owned[owner].epoch;
    }

    function _becomesPolicy(uint256 owner, bytes memory policy) internal {
        _raiseEpoch(owner);
        (_owned[owner].policy, _owned[owner].setInBlock) = (policy, uint40(_block));
        _oldPolicies[owner].push(policy);
    }

    function _losesPolicy(uint256 owner) internal {
        _raiseEpoch(owner);
        (_owned[owner].policy, _owned[owner].setInBlock) = ("", 0);
    }

    /// @dev The clock starts, or comes forward.
    function _becomesStarted(uint256 owner, bytes32 hash, uint16 newApprovers) internal returns (bool isNew) {
        Policy memory policy = _decode(_owned[owner].policy);
        Recovery storage recovery = _recoveries[hash];
        isNew = !recovery.started;
        recovery.approvers |= newApprovers;
        (, uint256 delay) = _delayFor(policy, _weightOf(policy, recovery.approvers));
        if (isNew || _time + delay < recovery.ready) recovery.ready = _time + delay;
        (recovery.started, recovery.epoch) = (true, _owned[owner].epoch);
        (recovery.windowHours, recovery.rotator) = (policy.windowHours, policy.rotator);
    }

    function _becomesExecuted(uint256 owner, bytes32 hash, Request memory request) internal {
        Recovery storage recovery = _recoveries[hash];
        address rotator = recovery.rotator;
        _checkExecuted(owner, hash);
        _isOver[hash] = true;
        delete _recoveries[hash];
        _raiseEpoch(owner);
        if (rotator != address(_rotator)) {
            (, uint256 passkey) = _passkeyIn(request.newSigner);
            _owned[owner].keys = request.replace ? _bit(passkey) : _owned[owner].keys | _bit(passkey);
        } else if (_wish == Wish.ThiefPasskey) {
            _owned[owner].keys |= _bit(THIEF_PASSKEY);
        } else if (_wish == Wish.SpareOwner) {
            ++_spareOwnersSet;
        }
    }

    /// @dev The promises themselves, said once more without the bookkeeping of approvers.
    function _checkExecuted(uint256 owner, bytes32 hash) private view {
        Recovery storage recovery = _recoveries[hash];
        Policy memory policy = _decode(_owned[owner].policy);
        assertFalse(_isOver[hash], "a request that is over was executed");
        assertEq(recovery.epoch, _owned[owner].epoch, "a request of another epoch was executed");
        assertGe(
            _signedWeight(policy, hash), policy.tiers[0].weight, "executed without the weight of those who signed it"
        );
        assertGe(_time, recovery.ready, "executed before the delay was over");
        assertLe(_time, _endOf(recovery), "executed after the window");
    }

    /// @dev After every action: what is over now is over for ever.
    function _noteWhatIsOver() internal {
        for (uint256 i = 0; i < _proposals.length; ++i) {
            bytes32 hash = _proposals[i].hash;
            RecoveryModule.State current = _stateOf(_proposals[i].owner, hash);
            if (current == RecoveryModule.State.Expired || current == RecoveryModule.State.Dead) _isOver[hash] = true;
        }
    }

    function _noteEpochs() internal {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            uint32 epoch = epochOf(address(_accounts[i]));
            assertGe(epoch, _highestEpoch[i], "the epoch only rises");
            _highestEpoch[i] = epoch;
        }
    }
}
