// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract StateTest is RecoveryTest {
    /// C-10 Both edges belong to Ready, to the second.
    function test_state_followsTheClock(uint256 time) public {
        bytes32 hash = started(aRequest());
        uint256 ready = START_TIME + DELAY;
        time = bound(time, START_TIME, ready + 2 * WINDOW);
        vm.warp(time);
        assertState(
            hash,
            time < ready
                ? RecoveryModule.State.Waiting
                : time <= ready + WINDOW ? RecoveryModule.State.Ready : RecoveryModule.State.Expired
        );
    }

    /// C-10
    function test_state_changesExactlyAtTheEdges() public {
        bytes32 hash = started(aRequest());
        uint256 ready = START_TIME + DELAY;
        vm.warp(ready - 1);
        assertState(hash, RecoveryModule.State.Waiting);
        vm.warp(ready);
        assertState(hash, RecoveryModule.State.Ready);
        vm.warp(ready + WINDOW);
        assertState(hash, RecoveryModule.State.Ready);
        vm.warp(ready + WINDOW + 1);
        assertState(hash, RecoveryModule.State.Expired);
    }

    /// C-02
    function test_state_isNone_beforeTheStart_andForUnknownAccounts(address unknown, bytes32 hash) public view {
        assertEq(uint256(module.state(unknown, hash)), 0, "unknown");
        assertState(hashOf(aRequest()), RecoveryModule.State.None);
    }

    function test_state_isNone_afterTheExecution() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY);
        module.execute(request, acceptanceOf(request));
        assertState(hash, RecoveryModule.State.None);
    }

    /// Every change of the epoch kills all requests; no clock revives one.
    function test_state_isDead_afterAnyChangeOfTheEpoch() public {
        bytes32 hash = started(aRequest());
        bytes[4] memory calls = [
            abi.encodeCall(module.cancel, ()),
            abi.encodeCall(module.clearPolicy, ()),
            abi.encodeCall(module.onUninstall, ("")),
            abi.encodeCall(module.setPolicy, (policyBytes()))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.prank(address(account));
            (bool success,) = address(module).call(calls[i]);
            assertTrue(success, "call");
            assertState(hash, RecoveryModule.State.Dead);
            vm.warp(START_TIME + DELAY);
            assertState(hash, RecoveryModule.State.Dead);
            vm.warp(START_TIME + DELAY + WINDOW + 1);
            assertState(hash, RecoveryModule.State.Dead);
            vm.revertToState(snapshot);
        }
    }

    /// An account's requests are its own, even those of the same hash.
    function test_state_isPerAccount() public {
        bytes32 hash = started(aRequest());
        assertEq(uint256(module.state(address(otherAccount), hash)), 0, "the other account's");
    }
}
