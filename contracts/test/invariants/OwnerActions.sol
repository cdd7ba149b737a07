// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Policy} from "../../src/Policy.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {Actions} from "./Actions.sol";

/// @notice What accounts do themselves: by their owners, or by a thief who has a passkey.
abstract contract OwnerActions is Actions {
    struct Cancellation {
        uint256 owner;
        bytes32 hash;
        bool isOwnRequest;
        Scope[] scopes;
        uint40 deadline;
        bytes32 digest;
    }

    // ---- policy -----------------------------------------------------------------------------------------------------

    /// @notice Policies come and go, requests are cancelled. Who has no policy mostly sets one; who has one keeps it
    /// for a while, otherwise no request would ever grow old.
    function govern(uint256 seed) external action(seed) {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            if (_owned[i].policy.length == 0 && _chance(_owned[i].hasModule ? 80 : 10)) return _setPolicy(i);
        }
        (uint256 what, uint256 owner) = (_roll(100), _roll(ACCOUNTS));
        if (what < 20) _setPolicy(owner);
        else if (what < 28) _clearPolicy(owner);
        else if (what < 50) _republish(owner);
        else if (what < 75) _cancelBySignature();
        else if (what < 93) _operate(owner, _chance(50) ? _ownedPasskey(owner) : _roll(PASSKEYS));
        else _cancel(owner);
    }

    function _setPolicy(uint256 owner) private {
        Policy memory policy = _makePolicy(owner);
        bytes memory encoded = abi.encode(policy);
        bool valid = !_chance(10);
        if (!valid) encoded = _makeInvalid(owner, policy);
        else if (_oldPolicies[owner].length > 0 && _chance(10)) encoded = _policyGiven(owner);
        valid = valid && keccak256(encoded) == keccak256(abi.encode(_decode(encoded)));
        bool done = _as(owner, address(module), abi.encodeCall(module.setPolicy, (encoded)));
        _judge(done, valid, "set policy");
        if (done) _becomesPolicy(owner, encoded);
    }

    function _clearPolicy(uint256 owner) private {
        bool done = _as(owner, address(module), abi.encodeCall(module.clearPolicy, ()));
        _judge(done, _owned[owner].policy.length != 0, "clear policy");
        if (done) _losesPolicy(owner);
    }

    /// @dev Anybody may say again what an account's policy is.
    function _republish(uint256 owner) private {
        bytes memory given = _policyGiven(owner);
        bool done = _submit(abi.encodeCall(module.republish, (address(_accounts[owner]), given)));
        _judge(done, _isPolicy(owner, given), "republish");
        if (done) _owned[owner].setInBlock = uint40(_block);
    }

    function _makeInvalid(uint256 owner, Policy memory policy) private returns (bytes memory) {
        uint256 how = _roll(6);
        uint256 last = policy.guardians.length - 1;
        if (how == 0) return bytes.concat(abi.encode(policy), bytes32(0));
        if (how == 1) policy.guardians[last].weight = 0;
        if (how == 2) policy.guardians[last].signer = abi.encodePacked(_accounts[owner]);
        if (how == 3) policy.tiers[policy.tiers.length - 1].weight = type(uint32).max;
        if (how == 4) policy.tiers[0].delay = 30 days + 1;
        if (how == 5) policy.windowHours = 47;
        return abi.encode(policy);
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    /// @notice Passkeys, or installed modules.
    function change(uint256 seed) external action(seed) {
        if (_chance(50)) return _changeModules();
        (uint256 what, uint256 owner) = (_roll(3), _roll(ACCOUNTS));
        if (what == 0) _addPasskey(owner, _roll(PASSKEYS));
        else if (what == 1) _removePasskey(owner, _chance(60) ? _ownedPasskey(owner) : _roll(PASSKEYS));
        else _replacePasskeys(owner, _roll(PASSKEYS));
    }

    function _addPasskey(uint256 owner, uint256 passkey) private {
        bytes memory data = abi.encodeCall(validator.addPasskey, (publicKey(_passkeys[passkey])));
        bool done = _as(owner, address(validator), data);
        _judge(done, _owned[owner].keys != 0 && !_owns(owner, passkey), "add passkey");
        if (done) _owned[owner].keys |= _bit(passkey);
    }

    function _removePasskey(uint256 owner, uint256 passkey) private {
        bytes memory data = abi.encodeCall(validator.removePasskey, (publicKey(_passkeys[passkey])));
        bool done = _as(owner, address(validator), data);
        _judge(done, _owns(owner, passkey) && _owned[owner].keys != _bit(passkey), "remove passkey");
        if (done) _owned[owner].keys &= ~_bit(passkey);
    }

    function _replacePasskeys(uint256 owner, uint256 passkey) private {
        bytes memory data = abi.encodeCall(validator.replacePasskeys, (publicKey(_passkeys[passkey])));
        bool done = _as(owner, address(validator), data);
        _judge(done, _owned[owner].keys != 0, "replace passkeys");
        if (done) _owned[owner].keys = _bit(passkey);
    }

    // ---- modules ----------------------------------------------------------------------------------------------------

    function _changeModules() private {
        // What is missing is mostly brought back first: without it an account can do little.
        for (uint256 owner = 0; owner < ACCOUNTS; ++owner) {
            if (!_owned[owner].hasModule && _chance(70)) return _toggleModule(owner);
            if (!_owned[owner].hasValidator && _chance(70)) return _toggleValidator(owner);
        }
        uint256 what = _roll(3);
        if (what == 0) _toggleModule(_roll(ACCOUNTS));
        else if (what == 1) _toggleSpare(_chance(40) ? MISLED : _roll(ACCOUNTS));
        else _toggleValidator(_roll(ACCOUNTS));
    }

    /// @dev Uninstalls the recovery module, or installs it again, with a policy or without.
    function _toggleModule(uint256 owner) private {
        if (_owned[owner].hasModule) {
            assertTrue(_install(owner, false, MODULE_TYPE_EXECUTOR, address(module), ""), "uninstalling never fails");
            _count("uninstall");
            _owned[owner].hasModule = false;
            return _losesPolicy(owner);
        }
        // It cannot be installed over a policy that was set meanwhile.
        if (_owned[owner].policy.length != 0 && _chance(70)) _clearPolicy(owner);
        bytes memory policy = _chance(70) ? abi.encode(_makePolicy(owner)) : bytes("");
        bool done = _install(owner, true, MODULE_TYPE_EXECUTOR, address(module), policy);
        _judge(done, _owned[owner].policy.length == 0, "install");
        if (!done) return;
        _owned[owner].hasModule = true;
        if (policy.length != 0) _becomesPolicy(owner, policy);
    }

    /// @dev Another validator comes and goes.
    function _toggleSpare(uint256 owner) private {
        bool hasSpare = _owned[owner].hasSpare;
        bool done = _install(owner, !hasSpare, MODULE_TYPE_VALIDATOR, address(_spareValidator), "");
        _judge(done, !hasSpare || _owned[owner].hasValidator, "toggle spare validator");
        if (done) _owned[owner].hasSpare = !hasSpare;
    }

    /// @dev Uninstalls the passkey validator, which takes another validator, or installs it again with one key.
    function _toggleValidator(uint256 owner) private {
        if (_owned[owner].hasValidator) {
            bool removed = _install(owner, false, MODULE_TYPE_VALIDATOR, address(validator), "");
            _judge(removed, _owned[owner].hasSpare, "remove validator");
            if (removed) (_owned[owner].hasValidator, _owned[owner].keys) = (false, 0);
        } else {
            uint256 passkey = _roll(PASSKEYS);
            bytes memory key = abi.encode(_passkeys[passkey].x, _passkeys[passkey].y);
            bool done = _install(owner, true, MODULE_TYPE_VALIDATOR, address(validator), key);
            _judge(done, true, "restore validator");
            (_owned[owner].hasValidator, _owned[owner].keys) = (true, _bit(passkey));
        }
    }

    // ---- cancelling -------------------------------------------------------------------------------------------------

    function _cancel(uint256 owner) private {
        bool done = _as(owner, address(module), abi.encodeCall(module.cancel, ()));
        _judge(done, _owned[owner].policy.length != 0, "cancel");
        if (done) _raiseEpoch(owner);
    }

    /// @dev A user operation that cancels, signed by a passkey that owns the account, or does not.
    function _operate(uint256 owner, uint256 passkey) private {
        bytes memory callData = executeCall(address(module), 0, abi.encodeCall(module.cancel, ()));
        PackedUserOperation memory userOp = signed(userOpOf(address(_accounts[owner]), callData), _passkeys[passkey]);
        PackedUserOperation[] memory userOps = new PackedUserOperation[](1);
        userOps[0] = userOp;
        address payable bundler = payable(_stranger());
        vm.prank(bundler, bundler);
        (bool done,) = address(entryPoint).call(abi.encodeCall(IEntryPoint.handleOps, (userOps, bundler)));
        _tellMirror(done);
        assertEq(
            done, _owns(owner, passkey), "a user operation counts if and only if one of the account's keys signed it"
        );
        _count(done ? bytes32("operate") : bytes32("refused"));
        if (done && _owned[owner].policy.length != 0) _raiseEpoch(owner);
    }

    function _cancelBySignature() private {
        Proposal memory proposal = _find(_chance(50) ? RecoveryModule.State.Waiting : RecoveryModule.State.Ready, 80);
        Cancellation memory c;
        (c.owner, c.hash) = (proposal.owner, proposal.hash);
        if (_chance(10)) c.owner = _roll(ACCOUNTS);
        c.isOwnRequest = c.owner == proposal.owner;
        c.scopes = _makeScopes(c.owner);
        c.deadline = uint40(_time + _roll(24 hours));
        if (_chance(15)) c.deadline = uint40([_time - 1, _time, _time + 24 hours, _time + 24 hours + 1][_roll(4)]);
        c.digest = cancellationDigestOf(address(module), address(_accounts[c.owner]), c.hash, c.scopes, c.deadline);
        (bytes memory signature, bool signed_) = _signCancellation(c);
        bool expected = signed_ && _isInTime(c.deadline, 24 hours) && _covers(c.scopes, _owned[c.owner].epoch)
            && _owned[c.owner].policy.length != 0;
        address account_ = address(_accounts[c.owner]);
        bool done =
            _submit(abi.encodeCall(module.cancelWithSignature, (account_, c.hash, c.scopes, c.deadline, signature)));
        _judge(done, expected, "cancel by signature");
        if (done) _raiseEpoch(c.owner);
    }

    /// @dev Who is asked depends on whether the account has this request in this epoch.
    function _signCancellation(Cancellation memory c) private returns (bytes memory signature, bool counts_) {
        uint256 passkey = _chance(75) ? _ownedPasskey(c.owner) : _roll(PASSKEYS);
        counts_ = _owns(c.owner, passkey);
        bytes32 digest = c.digest;
        if (_chance(5)) (digest, counts_) = (c.hash, false);
        address account_ = address(_accounts[c.owner]);
        Recovery storage recovery = _recoveries[c.hash];
        bool known = recovery.started && recovery.epoch == _owned[c.owner].epoch && c.isOwnRequest;
        if (known && recovery.rotator == address(_rotator)) return ("anything", _saysSigned);
        signature = known
            ? ownerSignature(address(validator), _passkeys[passkey], account_, digest)
            : accountSignature(address(validator), _passkeys[passkey], account_, digest);
    }

    // ---- parts ------------------------------------------------------------------------------------------------------

    function _install(uint256 owner, bool install, uint256 moduleType, address module_, bytes memory data)
        private
        returns (bool)
    {
        return _as(
            owner,
            address(_accounts[owner]),
            install
                ? abi.encodeCall(IERC7579ModuleConfig.installModule, (moduleType, module_, data))
                : abi.encodeCall(IERC7579ModuleConfig.uninstallModule, (moduleType, module_, data))
        );
    }

    /// @dev One of the account's, if it has any.
    function _ownedPasskey(uint256 owner) private returns (uint256 passkey) {
        passkey = _roll(PASSKEYS);
        for (uint256 i = 0; i < PASSKEYS && !_owns(owner, passkey); ++i) {
            passkey = (passkey + 1) % PASSKEYS;
        }
    }
}
