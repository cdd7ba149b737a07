// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract ClearPolicyTest is RecoveryTest {
    function clear() private {
        vm.prank(address(account));
        module.clearPolicy();
    }

    function test_clearPolicy_removesThePolicyAndRaisesTheEpoch() public {
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicyCleared(address(account), 2);
        clear();
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(0), "commitment");
        assertEq(epoch, 2, "epoch");
        assertEq(blockNumber, 0, "block");
        assertFalse(module.isInitialized(address(account)), "initialized");
    }

    /// C-40 A request that waits ends with the policy, and an event says so.
    function test_clearPolicy_endsWaitingRequests() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicyCleared(address(account), 2);
        clear();
        assertState(hash, RecoveryModule.State.Dead);
        vm.warp(block.timestamp + DELAY);
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(
            RecoveryModule.WrongState.selector, abi.encode(hash, RecoveryModule.State.Dead, RecoveryModule.State.Ready)
        );
        module.execute(request, acceptance);
    }

    function test_clearPolicy_changesNoOtherAccount() public {
        setPolicy(otherAccount, policy());
        clear();
        assertTrue(module.isInitialized(address(otherAccount)), "the other account's policy");
    }

    function test_clearPolicy_reverts_whenNoPolicyIsSet() public {
        clear();
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(account));
        clear();
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    function test_clearPolicy_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        expectRevert(RecoveryModule.EpochExhausted.selector, abi.encode(account));
        clear();
    }
}
