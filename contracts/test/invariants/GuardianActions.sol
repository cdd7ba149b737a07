// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {Request} from "../../src/RecoveryDigests.sol";
import {HostileRotator} from "./HostileRotator.sol";
import {Kind, Member} from "./World.sol";

/// @notice What guardians do, the good ones and the bad ones, and whoever submits what they have signed.
abstract contract GuardianActions is HostileRotator {
    struct Attempt {
        uint256 owner;
        bytes32 hash;
        Request request;
        bytes policy;
        Vote vote;
    }

    function start(uint256 seed) external action(seed) {
        Proposal memory proposal = _candidate(RecoveryModule.State.None);
        _start(_attempt(proposal));
    }

    /// @notice More approvals for one that waits.
    function advance(uint256 seed) external action(seed) {
        _start(_attempt(_find(RecoveryModule.State.Waiting, 90)));
    }

    function execute(uint256 seed) external action(seed) {
        Proposal memory proposal = _find(RecoveryModule.State.Ready, 80);
        if (_stateOf(proposal.owner, proposal.hash) != RecoveryModule.State.Ready) proposal = _untilReady();
        if (proposal.owner == MISLED && _chance(90)) _turnRotator();
        Request memory request = _request(proposal);
        (bytes memory acceptance, bool accepted) = _accept(request, proposal.hash);
        bool expected = _stateOf(proposal.owner, proposal.hash) == RecoveryModule.State.Ready && accepted
            && _covers(request.scopes, _owned[proposal.owner].epoch)
            && _willRotate(proposal.owner, _recoveries[proposal.hash].rotator, request);
        bool done = _submit(abi.encodeCall(module.execute, (request, acceptance)));
        _judge(done, expected, "execute");
        if (done) _becomesExecuted(proposal.owner, proposal.hash, request);
    }

    function recover(uint256 seed) external action(seed) {
        Attempt memory attempt = _attempt(_candidate(RecoveryModule.State.Ready));
        if (attempt.owner == MISLED && _chance(60)) _turnRotator();
        (bytes memory acceptance, bool accepted) = _accept(attempt.request, attempt.hash);
        bool expected = accepted && _isAdmitted(attempt) && _readyAt(attempt) <= _time
            && _willRotate(attempt.owner, _decode(attempt.policy).rotator, attempt.request);
        bool done = _submit(
            abi.encodeCall(module.recover, (attempt.policy, attempt.request, attempt.vote.approvals, acceptance))
        );
        _judge(done, expected, "recover");
        if (!done) return;
        _becomesStarted(attempt.owner, attempt.hash, attempt.vote.guardians);
        _becomesExecuted(attempt.owner, attempt.hash, attempt.request);
    }

    /// @notice Guardians object, or what vouches for one was revoked.
    function end(uint256 seed) external action(seed) {
        if (_chance(60)) _object();
        else _invalidate();
    }

    function _object() private {
        Proposal memory proposal = _find(_chance(50) ? RecoveryModule.State.Waiting : RecoveryModule.State.Ready, 90);
        bytes memory given = _policyGiven(proposal.owner);
        Policy memory policy = _decode(given);
        Vote memory vote = _vote(policy, objectionDigestOf(address(module), proposal.hash));
        bool expected = _isPolicy(proposal.owner, given) && _isAlive(proposal.owner, proposal.hash) && vote.genuine
            && _weightOf(policy, vote.guardians) > _weightOf(policy, _recoveries[proposal.hash].approvers);
        bool done = _submit(
            abi.encodeCall(module.object, (address(_accounts[proposal.owner]), given, proposal.hash, vote.approvals))
        );
        _judge(done, expected, "object");
        if (done) _recoveries[proposal.hash].ended = true;
    }

    /// @dev Mostly because of one who can be suspended, and half of the time is.
    function _invalidate() private {
        Proposal memory proposal = _find(_chance(50) ? RecoveryModule.State.Waiting : RecoveryModule.State.Ready, 90);
        bytes memory given = _policyGiven(proposal.owner);
        uint256 guardian = _roll(20);
        if (_chance(80)) guardian = _suspect(_decode(given), _recoveries[proposal.hash].approvers, guardian);
        bool expected = _isPolicy(proposal.owner, given) && _isAlive(proposal.owner, proposal.hash) && guardian < 16
            && _recoveries[proposal.hash].approvers & _bit(guardian) != 0
            && _someSuspended(_decode(given), _bit(guardian));
        bool done = _submit(
            abi.encodeCall(
                module.invalidate, (address(_accounts[proposal.owner]), given, proposal.hash, uint8(guardian))
            )
        );
        _judge(done, expected, "invalidate");
        if (done) _recoveries[proposal.hash].ended = true;
    }

    /// @notice An approval of a request, or of an objection to it, is kept; or somebody is suspended.
    function keep(uint256 seed) external action(seed) {
        uint256 what = _roll(100);
        if (what < 20) return _suspend();
        if (what < 40) _propose(_someOwner());
        (bytes32 digest, Member memory member) = _toKeep();
        if (what < 70) _recordSignature(digest, member);
        else _approve(digest, member);
    }

    function _recordSignature(bytes32 digest, Member memory member) private {
        bytes memory signature = _signed(member, digest);
        bool expected = member.kind != Kind.Silent && !_isSuspended(member);
        if (member.kind != Kind.YesMan && _chance(15)) {
            signature = _signed(member, keccak256("something else"));
            expected = false;
        }
        bool done = _submit(abi.encodeCall(module.record, (member.signer, digest, signature)));
        _judge(done, expected, "record");
        if (done) _isKept(digest, member);
    }

    /// @dev The same without a signature, by those who have an address; by others it is somebody else's word.
    function _approve(bytes32 digest, Member memory member) private {
        bytes32 signerHash = keccak256(member.signer);
        vm.prank(address(bytes20(member.signer)));
        module.approve(digest);
        _count("approve");
        if (member.signer.length > 20) {
            member.signer = abi.encodePacked(bytes20(member.signer));
            assertEq(
                module.isRecorded(digest, signerHash), _hasRecorded[digest][signerHash], "a verifier is nobody's word"
            );
        }
        _hasSigned[digest][keccak256(member.signer)] = true;
        _isKept(digest, member);
    }

    /// @dev What vouches for a guardian is revoked, or reinstated.
    function _suspend() private {
        Member memory member = _members[FIRST_VOUCHED + _roll(VOUCHED)];
        bool suspended = !_isSuspended(member);
        _verifier.suspend(_keyOf(member.signer), suspended);
        _count(suspended ? bytes32("suspend") : bytes32("reinstate"));
    }

    /// @dev Waits for one that waits; if there is none, somebody tries to start one.
    function _untilReady() private returns (Proposal memory proposal) {
        proposal = _find(RecoveryModule.State.Waiting, 90);
        if (!_recoveries[proposal.hash].started) _start(_attempt(proposal));
        _waitUntil(_edgeOf(proposal.hash));
    }

    // ---- parts ------------------------------------------------------------------------------------------------------

    /// @dev A new one, one in this state, or one that is over although its signatures are still good.
    function _candidate(RecoveryModule.State wanted) private returns (Proposal memory) {
        uint256 what = _roll(100);
        if (what < 60) return _propose(_someOwner());
        if (what < 80) return _find(wanted, 60);
        uint256 offset = _roll(_proposals.length + 1);
        for (uint256 i = 0; i < _proposals.length; ++i) {
            Proposal memory proposal = _proposals[(offset + i) % _proposals.length];
            if (_isOver[proposal.hash] && _canStart(proposal)) return proposal;
        }
        return _propose(_someOwner());
    }

    function _attempt(Proposal memory proposal) private returns (Attempt memory attempt) {
        attempt.owner = proposal.owner;
        // Signed for one account, tried on another.
        if (_chance(3)) attempt.owner = _roll(ACCOUNTS);
        attempt.request = _request(proposal);
        attempt.request.account = address(_accounts[attempt.owner]);
        attempt.hash = hashOf(attempt.request);
        attempt.policy = _policyGiven(attempt.owner);
        Policy memory policy = _decode(attempt.policy);
        if (attempt.owner == MISLED && _chance(50)) _denyOwner();
        if (_chance(25)) _recordSignature(proposal.hash, _voucheeOf(policy));
        attempt.vote = _vote(policy, proposal.hash);
        if (attempt.owner == proposal.owner) return attempt;
        if (_needsSignatures(attempt)) attempt.vote.genuine = false;
        _keep(Proposal({owner: attempt.owner, hash: attempt.hash, request: abi.encode(attempt.request)}));
    }

    /// @dev A guardian for whom somebody vouches, or any where there is none.
    function _voucheeOf(Policy memory policy) private returns (Member memory member) {
        uint256 count = policy.guardians.length;
        uint256 offset = _roll(count);
        for (uint256 i = 0; i < count && member.kind != Kind.Vouched; ++i) {
            member = _member(policy.guardians[(offset + i) % count].signer);
        }
    }

    /// @dev Whether some approval stands or falls with the hash. An empty list and yes-men do not; a record of the one
    /// hash is none of the other.
    function _needsSignatures(Attempt memory attempt) private returns (bool needs) {
        Policy memory policy = _decode(attempt.policy);
        for (uint256 i = 0; i < attempt.vote.approvals.length; ++i) {
            uint256 guardian = attempt.vote.approvals[i].guardian;
            if (guardian >= policy.guardians.length) return true;
            Member memory member = _member(policy.guardians[guardian].signer);
            bool empty = attempt.vote.approvals[i].signature.length == 0;
            if (!empty && member.kind == Kind.YesMan) _signed(member, attempt.hash);
            else if (!empty || !_hasRecorded[attempt.hash][keccak256(member.signer)]) needs = true;
        }
    }

    /// @dev All that start and recover have in common.
    function _isAdmitted(Attempt memory attempt) private view returns (bool) {
        if (!_isPolicy(attempt.owner, attempt.policy) || !_isInTime(attempt.request.deadline, 30 days)) return false;
        if (!_covers(attempt.request.scopes, _owned[attempt.owner].epoch)) return false;
        if (_stateOf(attempt.owner, attempt.hash) > RecoveryModule.State.Ready) return false;
        Policy memory policy = _decode(attempt.policy);
        if (!_mayBecomeKey(attempt.owner, policy, attempt.request, attempt.hash)) return false;
        uint16 counted = _recoveries[attempt.hash].approvers;
        if (!attempt.vote.genuine || _someSuspended(policy, counted)) return false;
        (bool enough,) = _delayFor(policy, _weightOf(policy, counted | attempt.vote.guardians));
        return enough;
    }

    /// @dev From when an admitted request can be executed.
    function _readyAt(Attempt memory attempt) private view returns (uint256 ready) {
        Policy memory policy = _decode(attempt.policy);
        Recovery storage recovery = _recoveries[attempt.hash];
        (, uint256 delay) = _delayFor(policy, _weightOf(policy, recovery.approvers | attempt.vote.guardians));
        ready = _time + delay;
        if (recovery.started && recovery.ready < ready) ready = recovery.ready;
    }

    function _start(Attempt memory attempt) private {
        bool expected =
            _isAdmitted(attempt) && _mayRotate(attempt.owner, _decode(attempt.policy).rotator, attempt.request);
        bool done = _submit(abi.encodeCall(module.start, (attempt.policy, attempt.request, attempt.vote.approvals)));
        bool isNew = !_recoveries[attempt.hash].started;
        uint256 before = _recoveries[attempt.hash].ready;
        _judge(done, expected, isNew ? bytes32("start") : bytes32("start again"));
        if (!done) return;
        assertFalse(_isOver[attempt.hash], "a request that is over was started");
        _becomesStarted(attempt.owner, attempt.hash, attempt.vote.guardians);
        if (isNew) return;
        assertLe(_recoveries[attempt.hash].ready, before, "more weight must never mean more waiting");
        if (_recoveries[attempt.hash].ready < before) _count("advance");
    }

    /// @dev Signed by the new key, mostly.
    function _accept(Request memory request, bytes32 hash) private returns (bytes memory acceptance, bool accepted) {
        uint256 passkey;
        (accepted, passkey) = _passkeyIn(request.newSigner);
        bytes32 digest = acceptanceDigestOf(address(module), hash);
        if (_chance(5)) {
            digest = hash;
            accepted = false;
        }
        if (_chance(5)) {
            passkey = (passkey + 1 + _roll(PASSKEYS - 1)) % PASSKEYS;
            accepted = false;
        }
        acceptance = verification(address(validator), _passkeys[passkey], digest);
    }

    /// @dev Mostly by a guardian, of a request that can use it.
    function _toKeep() private returns (bytes32 digest, Member memory member) {
        Proposal memory proposal = _find(_chance(50) ? RecoveryModule.State.None : RecoveryModule.State.Waiting, 80);
        digest = _chance(30) ? objectionDigestOf(address(module), proposal.hash) : proposal.hash;
        member = _members[_roll(_members.length)];
        if (_owned[proposal.owner].policy.length == 0 || _chance(20)) return (digest, member);
        Policy memory policy = _decode(_owned[proposal.owner].policy);
        member = _member(policy.guardians[_roll(policy.guardians.length)].signer);
    }

    function _isKept(bytes32 digest, Member memory member) private {
        bytes32 guardian = keccak256(member.signer);
        if (!_hasRecorded[digest][guardian]) _records.push([digest, guardian]);
        _hasRecorded[digest][guardian] = true;
    }

    /// @dev A guardian who has approved and for whom somebody vouches, mostly no longer; `otherwise` if there is none.
    function _suspect(Policy memory policy, uint16 approvers, uint256 otherwise) private returns (uint256) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            Member memory member = _member(policy.guardians[i].signer);
            if (approvers & _bit(i) == 0 || member.kind != Kind.Vouched) continue;
            if (_chance(70)) _verifier.suspend(_keyOf(member.signer), true);
            return i;
        }
        return otherwise;
    }
}
