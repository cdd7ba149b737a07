// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {
    IERC7579Execution,
    IERC7579Module,
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {HostileRotator} from "./HostileRotator.sol";

/// @notice Time, other chains, and people without rights.
abstract contract StrangerActions is HostileRotator {
    /// @dev What strangers gave to the module, which nobody asked for.
    uint256 internal _etherForced;
    uint256 internal _tokensSent;

    /// @notice Mostly to an edge of a request's life; or on to another chain.
    function wait(uint256 seed) external action(seed) {
        if (_chance(20)) return _changeChain();
        uint256 until = _time + [uint256(1), 1 hours, 5 hours, 1 days, 3 days][_roll(5)];
        if (_proposals.length > 0 && _chance(75)) {
            Proposal memory proposal = _find(RecoveryModule.State.Waiting, 90);
            uint256 edge = _edgeOf(proposal.hash);
            if (edge > _time) until = edge;
        }
        _waitUntil(until);
    }

    function _changeChain() private {
        _chain = _chainAt(_roll(CHAINS));
        _enterWorld();
        _count("change chain");
    }

    /// @notice Calls to accounts and contracts by people without rights: they may ruin themselves, nobody else. Or
    /// the rotator turns, or there are unwanted gifts.
    function meddle(uint256 seed) external action(seed) {
        uint256 what = _roll(100);
        if (what < 30) return _turnRotator();
        if (what < 45) return _give();
        address account_ = address(_accounts[_roll(ACCOUNTS)]);
        address meddler = _meddler(account_);
        bytes[8] memory attacks = _attacks(account_);
        uint256 how = _roll(8);
        vm.prank(meddler);
        (bool done,) = account_.call(attacks[how]);
        assertTrue(!done, "a stranger's call to an account must fail");
        bytes[9] memory own = _ownBusiness();
        how = _roll(9);
        address target = how < 5 ? address(module) : address(validator);
        // An account that minds its own business is no stranger.
        vm.prank(_stranger());
        (done,) = target.call(own[how]);
        _tellMirror(done);
        _count(done ? bytes32("meddle, own business") : bytes32("meddle, refused"));
    }

    /// @dev Anybody, a guardian, another account, or a verifier; never the account, its EntryPoint or its modules.
    function _meddler(address account_) private returns (address meddler) {
        meddler = _stranger();
        if (_chance(30)) meddler = address(bytes20(_members[_roll(_members.length)].signer));
        if (_chance(30)) meddler = address(_accounts[_roll(ACCOUNTS)]);
        if (meddler == account_ || meddler == address(validator)) meddler = address(_rotator);
    }

    function _attacks(address account_) private returns (bytes[8] memory attacks) {
        bytes memory steal = abi.encodeCall(_token.transfer, (_stranger(), 1));
        bytes memory single = abi.encodePacked(address(_token), uint256(0), steal);
        bytes memory key = abi.encode(_passkeys[THIEF_PASSKEY].x, _passkeys[THIEF_PASSKEY].y);
        attacks[0] = abi.encodeCall(IERC7579Execution.execute, (bytes32(0), single));
        attacks[1] = abi.encodeCall(IERC7579Execution.executeFromExecutor, (bytes32(0), single));
        attacks[2] =
            abi.encodeCall(IERC7579ModuleConfig.installModule, (MODULE_TYPE_VALIDATOR, address(_spareValidator), key));
        attacks[3] = abi.encodeCall(IERC7579ModuleConfig.uninstallModule, (MODULE_TYPE_EXECUTOR, address(module), ""));
        attacks[4] = abi.encodeCall(account.initialize, (publicKey(_passkeys[THIEF_PASSKEY])));
        attacks[5] = abi.encodeCall(IERC7579Module.onInstall, (key));
        attacks[6] = abi.encodeCall(module.cancel, ());
        attacks[7] = abi.encodePacked(bytes4(uint32(_random())), account_, _random());
    }

    /// @dev Five for the module, then four for the validator.
    function _ownBusiness() private returns (bytes[9] memory own) {
        PublicKey memory key = publicKey(_passkeys[_roll(PASSKEYS)]);
        bytes memory policy = abi.encode(_makePolicy(0));
        own[0] = abi.encodeCall(module.setPolicy, (policy));
        own[1] = abi.encodeCall(IERC7579Module.onUninstall, (abi.encode(_random())));
        own[2] = abi.encodeCall(module.cancel, ());
        own[3] = abi.encodeCall(IERC7579Module.onInstall, (policy));
        own[4] = abi.encodePacked(bytes4(uint32(_random())), _random(), _random());
        own[5] = abi.encodeCall(IERC7579Module.onInstall, (abi.encode(key)));
        own[6] = abi.encodeCall(validator.addPasskey, (key));
        own[7] = abi.encodeCall(validator.replacePasskeys, (key));
        own[8] = abi.encodeCall(IERC7579Module.onUninstall, (""));
    }

    /// @dev Ether and tokens for the module: it takes none, and what is forced upon it changes nothing.
    function _give() private {
        vm.deal(address(this), 1 ether);
        (bool done,) = address(module).call{value: 1 wei}("");
        assertTrue(!done, "the module took ether");
        (done,) = address(module).call{value: 1 wei}(abi.encodeCall(module.cancel, ()));
        assertTrue(!done, "the module took ether with a call");
        vm.deal(address(module), ++_etherForced);
        _token.mint(address(module), 1);
        ++_tokensSent;
        _count("give");
    }
}
