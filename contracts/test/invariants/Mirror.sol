// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Rebuilds the state of the recovery module and the passkey validator from their events alone, as an indexer
/// does. It never asks them anything.
contract Mirror {
    struct AccountState {
        bytes23 commitment;
        uint32 epoch;
        uint40 blockNumber;
        bytes policy;
    }

    struct Passkeys {
        uint256 generation;
        uint256 count;
    }

    address private immutable _module;
    address private immutable _validator;

    mapping(address account => AccountState) private _accounts;
    mapping(address account => mapping(bytes32 requestHash => RecoveryModule.Recovery)) private _recoveries;
    mapping(address account => Passkeys) private _passkeys;
    mapping(address account => mapping(uint256 generation => mapping(bytes32 keyHash => bool))) private _isPasskey;
    bytes32[] private _guardiansSet;

    mapping(bytes32 digest => mapping(bytes32 guardian => bool)) public isRecorded;

    error UnknownEvent(bytes32 topic);
    error GuardiansDiffer(address account);

    constructor(address module, address validator) {
        (_module, _validator) = (module, validator);
    }

    function apply_(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == _validator) _applyPasskeys(logs[i]);
            if (logs[i].emitter != _module) continue;
            if (!_applyAccount(logs[i]) && !_applyRequest(logs[i])) revert UnknownEvent(logs[i].topics[0]);
        }
    }

    // ---- what it knows ----------------------------------------------------------------------------------------------

    function accountState(address account) external view returns (bytes23, uint32, uint40) {
        AccountState storage known = _accounts[account];
        return (known.commitment, known.epoch, known.blockNumber);
    }

    function policyOf(address account) external view returns (bytes memory) {
        return _accounts[account].policy;
    }

    function recoveryOf(address account, bytes32 hash) external view returns (RecoveryModule.Recovery memory) {
        return _recoveries[account][hash];
    }

    function passkeyCount(address account) external view returns (uint256) {
        return _passkeys[account].count;
    }

    function isPasskey(address account, bytes32 keyHash) external view returns (bool) {
        return _isPasskey[account][_passkeys[account].generation][keyHash];
    }

    // ---- what it reads ----------------------------------------------------------------------------------------------

    function _applyAccount(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == RecoveryModule.GuardianSet.selector) {
            _guardiansSet.push(log.topics[1]);
        } else if (topic == RecoveryModule.PolicySet.selector) {
            (uint32 epoch, bytes memory policy) = abi.decode(log.data, (uint32, bytes));
            AccountState storage known = _accounts[_address(log.topics[1])];
            (known.commitment, known.epoch) = (bytes23(keccak256(policy)), epoch);
            (known.blockNumber, known.policy) = (uint40(block.number), policy);
            _compareGuardians(_address(log.topics[1]), policy);
        } else if (topic == RecoveryModule.PolicyCleared.selector) {
            delete _accounts[_address(log.topics[1])];
            _accounts[_address(log.topics[1])].epoch = abi.decode(log.data, (uint32));
        } else if (topic == RecoveryModule.RecoveriesCancelled.selector) {
            _accounts[_address(log.topics[1])].epoch = abi.decode(log.data, (uint32));
        } else if (topic == RecoveryModule.ApprovalRecorded.selector) {
            isRecorded[log.topics[1]][log.topics[2]] = true;
        } else {
            return false;
        }
        return true;
    }

    function _applyRequest(Vm.Log calldata log) private returns (bool) {
        address account = _address(log.topics[1]);
        RecoveryModule.Recovery storage recovery = _recoveries[account][log.topics[2]];
        bytes32 topic = log.topics[0];
        if (topic == RecoveryModule.RecoveryStarted.selector) {
            (,, uint40 ready, uint40 end, uint16 approvers) =
                abi.decode(log.data, (bytes, bool, uint40, uint40, uint16));
            _setClock(account, recovery, ready, end);
            recovery.approvers = approvers;
        } else if (topic == RecoveryModule.RecoveryAdvanced.selector) {
            (uint40 ready, uint40 end, uint16 approvers) = abi.decode(log.data, (uint40, uint40, uint16));
            _setClock(account, recovery, ready, end);
            recovery.approvers = approvers;
        } else if (topic == RecoveryModule.RecoveryExecuted.selector) {
            (,, _accounts[account].epoch) = abi.decode(log.data, (bytes, bool, uint32));
            delete _recoveries[account][log.topics[2]];
        } else if (
            topic == RecoveryModule.RecoveryObjected.selector || topic == RecoveryModule.RecoveryInvalidated.selector
        ) {
            recovery.ready = 0;
        } else {
            return false;
        }
        return true;
    }

    function _setClock(address account, RecoveryModule.Recovery storage recovery, uint40 ready, uint40 end) private {
        recovery.ready = uint32(ready);
        recovery.windowHours = uint16((end - ready) / 1 hours);
        recovery.epoch = _accounts[account].epoch;
        recovery.rotator = abi.decode(_accounts[account].policy, (Policy)).rotator;
    }

    function _applyPasskeys(Vm.Log calldata log) private {
        address account = _address(log.topics[1]);
        Passkeys storage known = _passkeys[account];
        if (log.topics[0] == PasskeyValidator.PasskeyAdded.selector) {
            _isPasskey[account][known.generation][log.topics[2]] = true;
            ++known.count;
        } else if (log.topics[0] == PasskeyValidator.PasskeyRemoved.selector) {
            _isPasskey[account][known.generation][log.topics[2]] = false;
            --known.count;
        } else if (log.topics[0] == PasskeyValidator.PasskeysRevoked.selector) {
            (known.generation, known.count) = (abi.decode(log.data, (uint256)), 0);
        } else {
            revert UnknownEvent(log.topics[0]);
        }
    }

    /// @dev GuardianSet must name exactly the policy's guardians, in the transaction that sets the policy.
    function _compareGuardians(address account, bytes memory encoded) private {
        Policy memory policy = abi.decode(encoded, (Policy));
        if (policy.guardians.length != _guardiansSet.length) revert GuardiansDiffer(account);
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            if (keccak256(policy.guardians[i].signer) != _guardiansSet[i]) revert GuardiansDiffer(account);
        }
        delete _guardiansSet;
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
