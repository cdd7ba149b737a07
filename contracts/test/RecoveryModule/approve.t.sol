// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {OwnedWallet} from "../mocks/Wallets.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract ApproveTest is RecoveryTest {
    function test_approve_recordsTheCaller(address caller, bytes32 digest) public {
        vm.expectEmit(address(module));
        emit RecoveryModule.ApprovalRecorded(digest, keccak256(abi.encodePacked(caller)));
        vm.prank(caller);
        module.approve(digest);
        assertTrue(module.isRecorded(digest, keccak256(abi.encodePacked(caller))), "recorded");
        assertFalse(module.isRecorded(~digest, keccak256(abi.encodePacked(caller))), "another digest");
    }

    function test_approve_countsInAStartWithoutSignature() public {
        bytes32 hash = hashOf(aRequest());
        vm.prank(bob.addr);
        module.approve(hash);
        module.start(policyBytes(), aRequest(), only(approval(policy(), signerOf(bob), "")));
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// A wallet that is a contract needs no ERC-1271 for it.
    function test_approve_worksForContracts() public {
        OwnedWallet wallet = new OwnedWallet(STRANGER);
        bytes memory policy = abi.encode(setSingleGuardian(abi.encodePacked(wallet)));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        vm.prank(address(wallet));
        module.approve(hash);
        module.start(policy, request, byFirst(""));
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// C-05 Recorded twice, in one transaction or two, by the guardian itself and by a signature, and sent along once
    /// more: alice still counts 1 where 2 are needed.
    function test_approve_countsOnce() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        vm.startPrank(alice.addr);
        module.approve(hash);
        module.approve(hash);
        vm.stopPrank();
        module.record(signerOf(alice), hash, sign(alice, hash));
        expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(1, 2));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(alice), "")));
        expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(1, 2));
        module.start(policyBytes(), request, approvedBy(hash, alice));
    }

    function test_approve_hasNoEffect_byAStranger() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        vm.prank(STRANGER);
        module.approve(hash);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, hashOf(bob)));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(bob), "")));
    }
}
