// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule} from "../../src/RecoveryModule.sol";
import {Request, Scope} from "../../src/RecoveryDigests.sol";
import {GuardianActions} from "./GuardianActions.sol";
import {OwnerActions} from "./OwnerActions.sol";
import {StrangerActions} from "./StrangerActions.sol";
import {Kind, Member} from "./World.sol";

/// @notice All actions, the comparison of model, events and storage, and the probe.
contract Handler is GuardianActions, OwnerActions, StrangerActions {
    // ---- what must hold after every action --------------------------------------------------------------------------

    /// @notice Keys are those that the account itself or an executed request has given it: no other account's action,
    /// guardian's approval or stranger's call has changed any.
    function checkKeys() external view {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account_ = address(_accounts[i]);
            uint16 keys;
            for (uint256 j = 0; j < PASSKEYS; ++j) {
                bool isPasskey = validator.isPasskey(account_, publicKey(_passkeys[j]));
                if (isPasskey) keys |= _bit(j);
                assertEq(mirror.isPasskey(account_, keyHash(_passkeys[j])), isPasskey, "a passkey, by the events");
            }
            assertEq(keys, _owned[i].keys, "an account's passkeys");
            assertEq(validator.passkeyCount(account_), _bitsOf(keys), "number of passkeys");
            assertEq(mirror.passkeyCount(account_), _bitsOf(keys), "number of passkeys, by the events");
        }
        assertEq(_spareValidator.calls(), _spareOwnersSet, "calls to a foreign validator");
    }

    /// @notice Each account can still be used.
    function checkUsable() external view {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            Owned storage owned = _owned[i];
            bool hasValidator = _accounts[i].isModuleInstalled(1, address(validator), "");
            bool hasSpare = _accounts[i].isModuleInstalled(1, address(_spareValidator), "");
            assertEq(hasValidator, owned.hasValidator, "whether the passkey validator is installed");
            assertEq(hasSpare, owned.hasSpare, "whether the spare validator is installed");
            assertEq(
                _accounts[i].isModuleInstalled(2, address(module), ""),
                owned.hasModule,
                "whether the module is installed"
            );
            bool hasKey = validator.passkeyCount(address(_accounts[i])) != 0;
            assertTrue(hasSpare || (hasValidator && hasKey), "an account without a usable key");
        }
    }

    /// @notice Policies and epochs, by the model and by the events. That the epoch only rises, each action checks.
    function checkAccounts() external view {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account_ = address(_accounts[i]);
            (bytes23 commitment, uint32 epoch, uint40 setInBlock) = module.accountState(account_);
            bytes32 hash = _owned[i].policy.length == 0 ? bytes32(0) : keccak256(_owned[i].policy);
            assertEq(epoch, _owned[i].epoch, "an account's epoch");
            assertEq(bytes32(commitment), bytes32(bytes23(hash)), "an account's policy");
            assertEq(setInBlock, _owned[i].setInBlock, "the block of an account's policy");
            _checkMirrored(account_, commitment, epoch, setInBlock);
            assertEq(mirror.policyOf(account_), _owned[i].policy, "an account's policy in full, by the events");
        }
    }

    function _checkMirrored(address account_, bytes23 commitment, uint32 epoch, uint40 setInBlock) private view {
        (bytes23 mirrored, uint32 mirroredEpoch, uint40 mirroredBlock) = mirror.accountState(account_);
        assertEq(bytes32(mirrored), bytes32(commitment), "an account's policy, by the events");
        assertEq(mirroredEpoch, epoch, "an account's epoch, by the events");
        assertEq(mirroredBlock, setInBlock, "the block of an account's policy, by the events");
    }

    /// @notice Requests, by the model and by the events; and what is over stays over.
    function checkRequests() external view {
        for (uint256 i = 0; i < _proposals.length; ++i) {
            address account_ = address(_accounts[_proposals[i].owner]);
            bytes32 hash = _proposals[i].hash;
            RecoveryModule.Recovery memory stored = module.recoveryOf(account_, hash);
            bytes memory mirrored = abi.encode(mirror.recoveryOf(account_, hash));
            assertEq(abi.encode(stored), mirrored, "a request, by the events");
            _checkRequest(stored, hash);
            RecoveryModule.State current = module.state(account_, hash);
            assertEq(uint256(current), uint256(_stateOf(_proposals[i].owner, hash)), "a request's state");
            bool isAlive = current == RecoveryModule.State.Waiting || current == RecoveryModule.State.Ready;
            assertTrue(!(isAlive && _isOver[hash]), "a request that is over lives again");
        }
    }

    function _checkRequest(RecoveryModule.Recovery memory stored, bytes32 hash) private view {
        Recovery storage expected = _recoveries[hash];
        assertEq(stored.rotator, expected.rotator, "a request's rotator");
        assertEq(stored.epoch, expected.epoch, "a request's epoch");
        assertEq(stored.ready, expected.ended ? 0 : expected.ready, "a request's first second");
        assertEq(stored.windowHours, expected.windowHours, "a request's window");
        assertEq(stored.approvers, expected.approvers, "a request's approvers");
    }

    /// @notice The latest of the recorded approvals, or all of them.
    function checkRecords(uint256 latest) external view {
        uint256 count = _records.length;
        for (uint256 i = count > latest ? count - latest : 0; i < count; ++i) {
            (bytes32 digest, bytes32 guardian) = (_records[i][0], _records[i][1]);
            assertTrue(module.isRecorded(digest, guardian), "a recorded approval");
            assertTrue(mirror.isRecorded(digest, guardian), "a recorded approval, by the events");
        }
    }

    /// @notice C-50: the module has what was forced upon it, and accounts have all that they had.
    function checkFunds() external view {
        assertEq(address(module).balance, _etherForced, "the module's ether");
        assertEq(_token.balanceOf(address(module)), _tokensSent, "the module's tokens");
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            assertEq(address(_accounts[i]).balance, WEALTH, "an account's ether");
            assertEq(_token.balanceOf(address(_accounts[i])), WEALTH, "an account's tokens");
        }
    }

    // ---- the probe --------------------------------------------------------------------------------------------------

    /// @notice From here the honest guardians can recover the account, whatever the bad ones do, if they are enough and
    /// have more weight than those. Changes everything: to be called on a snapshot.
    /// @return possible Whether they are.
    function probe(uint256 owner) external returns (bool possible) {
        _enterWorld();
        Owned storage owned = _owned[owner];
        if (owned.policy.length == 0 || !owned.hasModule || owned.keys == 0) return false;
        Policy memory policy = _decode(owned.policy);
        (uint16 honest, uint16 bad) = _sides(policy);
        uint256 weight = _weightOf(policy, honest);
        if (weight < policy.tiers[0].weight || weight <= _weightOf(policy, bad)) return false;
        if (policy.rotator != address(validator)) return false;
        Request memory request = _freshRequest(owner);
        bytes32 hash = hashOf(request);
        module.start(owned.policy, request, _allOf(policy, honest, hash));
        _harass(owner, policy, hash, honest, bad);
        (, uint256 delay) = _delayFor(policy, weight);
        vm.warp(_time + delay + (_time % 2 == 0 ? 0 : uint256(policy.windowHours) * 1 hours));
        module.execute(request, acceptanceOf(request, _freshPasskey));
        assertTrue(
            validator.isPasskey(address(_accounts[owner]), publicKey(_freshPasskey)), "the new key owns the account"
        );
        assertEq(validator.passkeyCount(address(_accounts[owner])), 1, "it alone");
        return true;
    }

    function _sides(Policy memory policy) private view returns (uint16 honest, uint16 bad) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            Member memory member = _member(policy.guardians[i].signer);
            if (!_isHonest(member.kind)) bad |= _bit(i);
            else if (!_isSuspended(member)) honest |= _bit(i);
        }
    }

    /// @dev The bad ones object, call the honest ones suspended, and execute too early.
    function _harass(uint256 owner, Policy memory policy, bytes32 hash, uint16 honest, uint16 bad) private {
        address account_ = address(_accounts[owner]);
        bytes memory encoded = _owned[owner].policy;
        bytes32 digest = objectionDigestOf(address(module), hash);
        Approval[] memory objections = _allOf(policy, _talkative(policy, bad), digest);
        try module.object(account_, encoded, hash, objections) {
            assertTrue(false, "bad guardians ended what more weight wants");
        } catch {}
        for (uint8 i = 0; i < 16; ++i) {
            try module.invalidate(account_, encoded, hash, i) {
                assertTrue(false, "a request of guardians in good standing was ended");
            } catch {}
        }
        assertEq(module.recoveryOf(account_, hash).approvers, honest, "all honest guardians count");
    }

    /// @dev Without those who never say yes.
    function _talkative(Policy memory policy, uint16 guardians) private view returns (uint16 able) {
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            bool silent = _member(policy.guardians[i].signer).kind == Kind.Silent;
            if (guardians & _bit(i) != 0 && !silent) able |= _bit(i);
        }
    }

    function _freshRequest(uint256 owner) private view returns (Request memory request) {
        Scope[] memory scopes = scopeOf(_chain, _owned[owner].epoch);
        request = Request({
            account: address(_accounts[owner]),
            newSigner: passkeySigner(_freshPasskey),
            replace: true,
            deadline: uint40(_time + 6 days),
            scopes: scopes
        });
    }

    /// @dev Signatures by all of these.
    function _allOf(Policy memory policy, uint16 guardians, bytes32 digest)
        private
        view
        returns (Approval[] memory approvals)
    {
        approvals = new Approval[](_bitsOf(guardians));
        uint256 n;
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (guardians & _bit(i) == 0) continue;
            approvals[n++] =
                Approval({guardian: uint8(i), signature: _signature(_member(policy.guardians[i].signer), digest)});
        }
    }
}
