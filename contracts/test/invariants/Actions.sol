// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy, Tier} from "../../src/Policy.sol";
import {Approval, RecoveryModule} from "../../src/RecoveryModule.sol";
import {Request, Scope} from "../../src/RecoveryDigests.sol";
import {Vm} from "../support/Vm.sol";
import {Mirror} from "./Mirror.sol";
import {Model} from "./Model.sol";
import {Kind, Member} from "./World.sol";

/// @notice What all actions share: the frame around each, how a call is sent and judged, and how policies, requests and
/// approvals are made up. An action says what must come of its call before it is made; a call that was starved of gas
/// may fail, but never succeed where it must not.
abstract contract Actions is Model {
    /// @param genuine Whether each of them counts.
    struct Vote {
        Approval[] approvals;
        uint16 guardians;
        bool genuine;
    }

    Mirror public mirror;
    uint256 public calls;
    mapping(bytes32 what => uint256) public counts;
    bool private _starved;
    /// @dev Whose requests may be recorded for (digest, guardian): what the mirror is asked about.
    bytes32[2][] internal _records;

    modifier action(uint256 seed) {
        _shuffle(seed, ++calls);
        _enterWorld();
        vm.recordLogs();
        _;
        _tellMirror(true);
        _noteWhatIsOver();
        _noteEpochs();
    }

    function setUp() public virtual override {
        vm.recordLogs();
        super.setUp();
        mirror = new Mirror(address(module), address(validator));
        _tellMirror(true);
    }

    // ---- a call and its judgement -----------------------------------------------------------------------------------

    /// @dev Sent by anybody, now and then with too little gas.
    function _submit(bytes memory data) internal returns (bool done) {
        _starved = _chance(15);
        uint256 gasLimit = _starved ? 30_000 + _roll(800_000) : 60_000_000;
        vm.prank(_stranger());
        (done,) = address(module).call{gas: gasLimit}(data);
        _tellMirror(done);
        if (_starved) _count(done ? bytes32("starved, done") : bytes32("starved, refused"));
    }

    /// @dev Sent by the account itself.
    function _as(uint256 owner, address target, bytes memory data) internal returns (bool done) {
        _starved = false;
        vm.prank(address(_accounts[owner]));
        (done,) = target.call(data);
        _tellMirror(done);
    }

    /// @dev The events go to the mirror. What a call has emitted before it reverts is recorded too; on a chain it is not.
    function _tellMirror(bool done) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (done) mirror.apply_(logs);
    }

    function _judge(bool done, bool expected, bytes32 what) internal {
        if (done) {
            assertTrue(expected, string.concat(_text(what), ": done, but must not be"));
            _count(what);
        } else {
            assertTrue(!expected || _starved, string.concat(_text(what), ": refused, but must not be"));
            _count("refused");
        }
    }

    function _count(bytes32 what) internal {
        ++counts[what];
    }

    function _text(bytes32 what) internal pure returns (string memory) {
        uint256 length;
        while (length < 32 && what[length] != 0) ++length;
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = what[i];
        }
        return string(text);
    }

    // ---- policies ---------------------------------------------------------------------------------------------------

    /// @dev Mostly one in which the honest outweigh the bad.
    function _makePolicy(uint256 owner) internal returns (Policy memory) {
        Guardian[] memory guardians = _makeGuardians(_chance(80));
        uint256 total;
        for (uint256 i = 0; i < guardians.length; ++i) {
            total += guardians[i].weight;
        }
        Policy memory policy = policyOf(address(validator), guardians, _makeTiers(total));
        policy.salt = bytes32(_random());
        policy.windowHours = uint16([48, 49, 168, 720][_roll(4)]);
        if (owner == MISLED && _chance(85)) policy.rotator = address(_rotator);
        return policy;
    }

    function _makeGuardians(bool honestMajority) private returns (Guardian[] memory guardians) {
        uint256 count = 1 + _roll(7);
        if (_chance(5)) count = _members.length;
        uint256 offset = _roll(_members.length);
        guardians = new Guardian[](count);
        for (uint256 i = 0; i < count; ++i) {
            // 5 and the 16 members have no common divisor: nobody comes twice.
            Member memory member = _members[(offset + 5 * i) % _members.length];
            uint256 weight = 1 + _roll(3);
            if (honestMajority && _isHonest(member.kind)) weight += 3;
            guardians[i] = Guardian({signer: member.signer, weight: uint16(weight)});
        }
    }

    function _makeTiers(uint256 total) private returns (Tier[] memory tiers) {
        uint256 count = 1 + _roll(total < 3 ? total : 3);
        tiers = new Tier[](count);
        uint256 step = total / count;
        if (step > 1 && _chance(50)) step /= 2;
        uint32[4] memory delays = [uint32(30 days), 72 hours, 24 hours, 0];
        uint256 slowest = _roll(5 - count);
        for (uint256 i = 0; i < count; ++i) {
            tiers[i] = Tier({weight: uint32(step * (i + 1)), delay: delays[slowest + i]});
        }
    }

    /// @dev Nearly always the account's policy as it is.
    function _policyGiven(uint256 owner) internal returns (bytes memory) {
        uint256 old = _oldPolicies[owner].length;
        if (old == 0) return abi.encode(_makePolicy(owner));
        if (_owned[owner].policy.length == 0 || _chance(7)) return _oldPolicies[owner][_roll(old)];
        return _chance(3) ? bytes.concat(_owned[owner].policy, bytes32(0)) : _owned[owner].policy;
    }

    // ---- requests ---------------------------------------------------------------------------------------------------

    /// @dev Mostly one of an account that has a policy.
    function _someOwner() internal returns (uint256 owner) {
        owner = _chance(20) ? MISLED : _roll(ACCOUNTS);
        if (_chance(10)) return owner;
        for (uint256 i = 0; i < ACCOUNTS && _owned[owner].policy.length == 0; ++i) {
            owner = (owner + 1) % ACCOUNTS;
        }
    }

    function _propose(uint256 owner) internal returns (Proposal memory proposal) {
        Request memory request = Request({
            account: address(_accounts[owner]),
            newSigner: _makeSigner(),
            replace: _chance(40),
            deadline: _makeDeadline(),
            scopes: _makeScopes(owner)
        });
        proposal = Proposal({owner: owner, hash: hashOf(request), request: abi.encode(request)});
        _keep(proposal);
    }

    /// @dev Among those that later actions choose from.
    function _keep(Proposal memory proposal) internal {
        if (_proposals.length < 24) _proposals.push(proposal);
        else _proposals[_roll(24)] = proposal;
    }

    function _makeSigner() private returns (bytes memory) {
        if (_chance(92)) return passkeySigner(_passkeys[_roll(PASSKEYS)]);
        if (_chance(33)) return abi.encodePacked(_stranger());
        if (_chance(50)) return abi.encodePacked(validator, uint256(1), uint256(1));
        return abi.encodePacked(_verifier, _passkeys[0].x, _passkeys[0].y);
    }

    function _makeDeadline() private returns (uint40) {
        if (_chance(85)) return uint40(_time + 1 days + _roll(28 days));
        return uint40([_time - 1, _time, _time + 1, _time + 30 days, _time + 30 days + 1][_roll(5)]);
    }

    /// @dev Mostly right on one, two or all chains, whichever is the present one. A scope that is wrong names an
    /// epoch that is never reached: the chains of this world share one storage, and what was executed on one would
    /// otherwise rightly wait for the other.
    function _makeScopes(uint256 owner) internal returns (Scope[] memory scopes) {
        uint32 epoch = _owned[owner].epoch;
        if (epoch > 0 && _chance(4)) --epoch;
        if (_chance(4)) ++epoch;
        uint256 chosen = _chance(80) ? 7 : 1 + _roll(7);
        scopes = new Scope[](_bitsOf(chosen));
        uint256 n;
        for (uint256 i = 0; i < CHAINS; ++i) {
            if (chosen & _bit(i) == 0) continue;
            uint32 named = _chance(93) ? epoch : uint32(1_000_000 + _roll(9));
            scopes[n++] = Scope({chainId: _chainAt(i), epoch: named});
        }
        if (n > 1 && _chance(5)) scopes[1] = scopes[0];
        if (_chance(2)) return new Scope[](0);
        if (_chance(2)) return _tooMany(epoch);
    }

    /// @dev 33, the present chain among them.
    function _tooMany(uint32 epoch) private view returns (Scope[] memory scopes) {
        scopes = new Scope[](33);
        for (uint256 i = 0; i < 33; ++i) {
            scopes[i] = Scope({chainId: _chain + i, epoch: epoch});
        }
    }

    /// @dev With the chance given one in this state, or a new one where there is none; else any at all.
    function _find(RecoveryModule.State wanted, uint256 percent) internal returns (Proposal memory) {
        uint256 count = _proposals.length;
        if (count == 0) return _propose(_someOwner());
        uint256 offset = _roll(count);
        if (!_chance(percent)) return _proposals[offset];
        for (uint256 i = 0; i < count; ++i) {
            Proposal memory proposal = _proposals[(offset + i) % count];
            if (_stateOf(proposal.owner, proposal.hash) != wanted) continue;
            if (wanted != RecoveryModule.State.None || _canStart(proposal)) return proposal;
        }
        return _propose(_someOwner());
    }

    /// @dev Whether its deadline and its scopes allow it.
    function _canStart(Proposal memory proposal) internal view returns (bool) {
        Request memory request = _request(proposal);
        return request.deadline >= _time && _covers(request.scopes, _owned[proposal.owner].epoch);
    }

    function _request(Proposal memory proposal) internal pure returns (Request memory) {
        return abi.decode(proposal.request, (Request));
    }

    /// @dev The seconds around the first and the last in which it can be executed; zero if it was never started.
    function _edgeOf(bytes32 hash) internal returns (uint256) {
        Recovery storage recovery = _recoveries[hash];
        if (!recovery.started) return 0;
        (uint256 ready, uint256 end) = (recovery.ready, _endOf(recovery));
        return [ready - 1, ready, ready, ready + 1, end, end + 1][_roll(6)];
    }

    function _waitUntil(uint256 until) internal {
        if (until <= _time) return;
        _block += 1 + (until - _time) / 2;
        _time = until;
        _enterWorld();
        _count("wait");
    }

    // ---- approvals --------------------------------------------------------------------------------------------------

    /// @dev By some of the policy's guardians; now and then something about it is wrong.
    function _vote(Policy memory policy, bytes32 digest) internal returns (Vote memory vote) {
        vote.guardians = _choose(policy, digest);
        vote.approvals = new Approval[](_bitsOf(vote.guardians));
        vote.genuine = true;
        uint256 n;
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (vote.guardians & _bit(i) == 0) continue;
            Member memory member = _member(policy.guardians[i].signer);
            bool recorded = _hasRecorded[digest][keccak256(member.signer)];
            if (!_isAble(member, recorded)) vote.genuine = false;
            bool fromRecord = recorded && (!_answers(member) || _chance(50));
            vote.approvals[n++] =
                Approval({guardian: uint8(i), signature: fromRecord ? bytes("") : _signed(member, digest)});
        }
        if (_chance(12)) _spoil(policy, digest, vote);
    }

    /// @dev Less often one who cannot approve at present.
    function _choose(Policy memory policy, bytes32 digest) private returns (uint16 guardians) {
        uint256 zeal = [uint256(40), 60, 100][_roll(3)];
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            Member memory member = _member(policy.guardians[i].signer);
            bool recorded = _hasRecorded[digest][keccak256(member.signer)];
            // What was kept must not outlive what vouched for it.
            if (recorded && member.kind == Kind.Vouched) _verifier.suspend(_keyOf(member.signer), _chance(50));
            if (_chance(_isAble(member, recorded) ? zeal : recorded ? 40 : 2)) guardians |= _bit(i);
        }
    }

    /// @dev Whether asking this guardian can help.
    function _answers(Member memory member) private view returns (bool) {
        return member.kind != Kind.Silent && !_isSuspended(member);
    }

    /// @dev Whether an approval by this guardian counts at present.
    function _isAble(Member memory member, bool recorded) private view returns (bool) {
        return recorded ? !_isSuspended(member) : _answers(member);
    }

    function _signed(Member memory member, bytes32 digest) internal returns (bytes memory) {
        if (member.kind != Kind.Silent) _hasSigned[digest][keccak256(member.signer)] = true;
        return _signature(member, digest);
    }

    /// @dev One thing wrong, where it can be.
    function _spoil(Policy memory policy, bytes32 digest, Vote memory vote) private {
        uint256 count = vote.approvals.length;
        if (count == 0) return;
        uint256 how = _roll(5);
        if (how == 0) {
            vote.approvals = _repeated(vote.approvals, _roll(count));
        } else if (how == 1) {
            vote.approvals[count - 1].guardian = uint8(policy.guardians.length + _roll(256 - policy.guardians.length));
        } else {
            uint256 i = _roll(count);
            Member memory member = _member(policy.guardians[vote.approvals[i].guardian].signer);
            if (how == 2) {
                if (_hasRecorded[digest][keccak256(member.signer)]) return;
                vote.approvals[i].signature = "";
            } else {
                if (member.kind == Kind.YesMan) return;
                vote.approvals[i].signature =
                    how == 3 ? _signed(member, _otherDigest(digest)) : _signed(_members[_memberBut(member)], digest);
            }
        }
        vote.genuine = false;
    }

    /// @dev The one at `i` twice in a row.
    function _repeated(Approval[] memory approvals, uint256 i) private pure returns (Approval[] memory longer) {
        longer = new Approval[](approvals.length + 1);
        for (uint256 j = 0; j < longer.length; ++j) {
            longer[j] = approvals[j <= i ? j : j - 1];
        }
    }

    /// @dev Another request's, or another thing to be signed about this one.
    function _otherDigest(bytes32 digest) private returns (bytes32 other) {
        other = _proposals[_roll(_proposals.length)].hash;
        if (_chance(30)) other = objectionDigestOf(address(module), other);
        if (other == digest) other = acceptanceDigestOf(address(module), digest);
    }

    /// @dev Somebody else who has a wallet: the first four do.
    function _memberBut(Member memory member) private returns (uint256 i) {
        i = _roll(4);
        if (keccak256(_members[i].signer) == keccak256(member.signer)) i = (i + 1) % 4;
    }

    function _bitsOf(uint256 set) internal pure returns (uint256 count) {
        for (; set != 0; set &= set - 1) {
            ++count;
        }
    }
}
