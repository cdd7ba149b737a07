// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Test} from "../support/Test.sol";
import {Handler} from "./Handler.sol";

struct FuzzSelector {
    address addr;
    bytes4[] selectors;
}

/// @notice Random lives of four accounts, their guardians, thieves and passers-by on three chains.
/// forge-config: default.hardfork = "osaka"
contract RecoveryInvariantsTest is Test {
    event log_named_uint(string what, uint256 count);

    uint256 private constant CHANGES = 14;

    Handler private _handler;

    function setUp() public {
        _handler = new Handler();
        _handler.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector({addr: address(_handler), selectors: _actions()});
    }

    /// @notice C-41, C-50 and the list of promises, after every action; the probe, which is dear, after every fourth.
    /// One function, because forge runs a campaign for each.
    function invariant_AllPromisesHold() public {
        _checkAll(4);
        uint256 calls = _handler.calls();
        if (calls % 4 == 0) _probe(calls / 4 % 4);
    }

    /// @notice At the end of a life everything is looked at; and something must have happened in it.
    function afterInvariant() public {
        _checkAll(type(uint256).max);
        for (uint256 i = 0; i < 4; ++i) {
            _probe(i);
        }
        bytes32[30] memory all = _all();
        uint256 changes;
        for (uint256 i = 0; i < all.length; ++i) {
            if (i < CHANGES) changes += _handler.counts(all[i]);
            emit log_named_uint(_text(all[i]), _handler.counts(all[i]));
        }
        if (_handler.calls() >= 150) assertGt(changes, 0, "a long life in which no request or policy changed");
    }

    /// @notice C-41: 10,000 actions in one life, each kind of which must have succeeded. So the campaign is not
    /// vacuous.
    function test_tenThousandActionsOfEveryKind() public {
        bytes4[] memory actions = _actions();
        uint256 probes;
        for (uint256 i = 0; i < 10_000; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("ten thousand", i)));
            (bool done, bytes memory reason) =
                address(_handler).call(abi.encodePacked(actions[seed % actions.length], seed));
            if (!done) _pass(reason);
            vm.resetGasMetering();
            if (i % 50 != 0) continue;
            _checkAll(4);
            if (_probe(i / 50 % 4)) ++probes;
        }
        _checkAll(type(uint256).max);
        emit log_named_uint("probes", probes);
        assertGt(probes, 0, "the probe was never possible");
        _assertAllHappened();
    }

    function _checkAll(uint256 latestRecords) private view {
        _handler.checkKeys();
        _handler.checkUsable();
        _handler.checkAccounts();
        _handler.checkRequests();
        _handler.checkRecords(latestRecords);
        _handler.checkFunds();
    }

    function _probe(uint256 owner) private returns (bool possible) {
        uint256 snapshot = vm.snapshotState();
        possible = _handler.probe(owner);
        vm.revertToState(snapshot);
    }

    function _assertAllHappened() private {
        bytes32[30] memory all = _all();
        for (uint256 i = 0; i < all.length; ++i) {
            emit log_named_uint(_text(all[i]), _handler.counts(all[i]));
            assertGt(_handler.counts(all[i]), 0, _text(all[i]));
        }
    }

    /// @dev What the handler counts; the first are those that change requests and policies.
    function _all() private pure returns (bytes32[30] memory) {
        return [
            bytes32("start"),
            "start again",
            "advance",
            "execute",
            "recover",
            "object",
            "invalidate",
            "set policy",
            "clear policy",
            "cancel",
            "cancel by signature",
            "operate",
            "uninstall",
            "install",
            "republish",
            "record",
            "approve",
            "suspend",
            "reinstate",
            "add passkey",
            "remove passkey",
            "replace passkeys",
            "toggle spare validator",
            "remove validator",
            "restore validator",
            "wait",
            "starved, done",
            "starved, refused",
            "meddle, refused",
            "refused"
        ];
    }

    function _text(bytes32 name) private pure returns (string memory) {
        return string(abi.encodePacked(name));
    }

    function _actions() private view returns (bytes4[] memory actions) {
        bytes4[10] memory all = [
            _handler.start.selector,
            _handler.advance.selector,
            _handler.execute.selector,
            _handler.recover.selector,
            _handler.end.selector,
            _handler.keep.selector,
            _handler.change.selector,
            _handler.govern.selector,
            _handler.wait.selector,
            _handler.meddle.selector
        ];
        actions = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            actions[i] = all[i];
        }
    }

    function _pass(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
