// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_FALLBACK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {HostileModule} from "../mocks/Modules.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract CancelTest is RecoveryTest {
    bytes private cancelCall = abi.encodeCall(RecoveryModule.cancel, ());

    function test_cancel_endsAllRequests() public {
        Request memory request = aRequest();
        bytes32 first = started(request);
        bytes32 second = started(anAddition());
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveriesCancelled(address(account), 2);
        vm.prank(address(account));
        module.cancel();
        assertState(first, RecoveryModule.State.Dead);
        assertState(second, RecoveryModule.State.Dead);
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policyBytes())), "the policy stays");
        assertEq(epoch, 2, "epoch");
        assertEq(blockNumber, START_BLOCK, "block");
    }

    /// C-14 The identical approvals, sent along or recorded, do not count any more.
    function test_cancel_endsAllApprovals() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.record(signerOf(carol), hash, sign(carol, hash));
        vm.prank(address(account));
        module.cancel();
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.start(policyBytes(), request, approvedByAll(hash));
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(carol), "")));
    }

    /// C-46 Cancelled twice in one block: each time all that was signed so far.
    function test_cancel_worksAgain() public {
        vm.startPrank(address(account));
        module.cancel();
        module.cancel();
        vm.stopPrank();
        assertEq(epochOf(address(account)), 3, "epoch");
    }

    /// C-16 A stranger, a guardian and another account cancel their own recoveries, and nobody else's.
    function test_cancel_endsNothingOfOthers() public {
        bytes32 hash = started(aRequest());
        address[3] memory callers = [STRANGER, bob.addr, address(otherAccount)];
        for (uint256 i = 0; i < 3; ++i) {
            expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(callers[i]));
            vm.prank(callers[i]);
            module.cancel();
        }
        setPolicy(otherAccount, policy());
        vm.deal(address(otherAccount), 1 ether);
        handle(signed(userOpOf(address(otherAccount), executeCall(address(module), 0, cancelCall)), otherPasskey));
        assertEq(epochOf(address(otherAccount)), 2, "the other account's epoch");
        assertEq(epochOf(address(account)), 1, "the account's epoch");
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// C-17 By a user operation that the old passkey signs.
    function test_cancel_worksByUserOperation() public {
        bytes32 hash = started(aRequest());
        vm.deal(address(account), 1 ether);
        handle(signed(userOpOf(address(account), executeCall(address(module), 0, cancelCall)), ownerPasskey));
        assertState(hash, RecoveryModule.State.Dead);
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    /// C-02
    function test_cancel_reverts_whenNoPolicyIsSet() public {
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        vm.prank(address(otherAccount));
        module.cancel();
    }

    function test_cancel_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        expectRevert(RecoveryModule.EpochExhausted.selector, abi.encode(account));
        vm.prank(address(account));
        module.cancel();
    }

    // ---- other modules of the account -------------------------------------------------------------------------------

    /// C-28 Another installed module, whatever its kind, configures nothing of the account: it speaks in its own name.
    function test_cancel_reverts_whenAnotherModuleCallsIt() public {
        bytes32 hash = started(aRequest());
        HostileModule hostile = new HostileModule();
        vm.startPrank(address(account));
        account.installModule(MODULE_TYPE_EXECUTOR, address(hostile), "");
        account.installModule(MODULE_TYPE_VALIDATOR, address(hostile), "");
        account.installModule(MODULE_TYPE_FALLBACK, address(hostile), abi.encodePacked(bytes4(0x11223344)));
        account.installModule(MODULE_TYPE_FALLBACK, address(hostile), abi.encodePacked(RecoveryModule.cancel.selector));
        vm.stopPrank();
        bytes[2] memory calls = [cancelCall, abi.encodeCall(module.clearPolicy, ())];
        for (uint256 i = 0; i < calls.length; ++i) {
            expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(hostile));
            hostile.call(address(module), calls[i]);
            // Through the account's fallback.
            hostile.arm(address(module), calls[i]);
            (bool success,) = address(account).call(hex"11223344");
            assertTrue(success, "fallback");
            assertFalse(hostile.succeeded(), "called in the account's name");
            (success,) = address(account).call(cancelCall);
        }
        hostile.call(address(module), abi.encodeCall(module.onUninstall, ("")));
        hostile.call(address(module), abi.encodeCall(module.setPolicy, (policyBytes())));
        assertState(hash, RecoveryModule.State.Waiting);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    /// C-28 This module is no fallback handler: its functions cannot be reached by anybody through the account.
    function test_cancel_reverts_throughTheAccountsFallback() public {
        bytes memory selector = abi.encodePacked(RecoveryModule.cancel.selector);
        expectRevert(
            ERC7579Utils.ERC7579MismatchedModuleTypeId.selector, abi.encode(MODULE_TYPE_FALLBACK, address(module))
        );
        vm.prank(address(account));
        account.installModule(MODULE_TYPE_FALLBACK, address(module), selector);
        vm.prank(STRANGER);
        (bool success,) = address(account).call(selector);
        assertFalse(success, "fallback");
        assertEq(epochOf(address(account)), 1, "epoch");
    }
}
