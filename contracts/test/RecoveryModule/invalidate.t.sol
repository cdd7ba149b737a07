// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy} from "../../src/Policy.sol";
import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {SignerQueries} from "../../src/SignerQueries.sol";
import {StubVerifier, attestation} from "../mocks/StubVerifier.sol";
import {AnsweringWallet, GasBurningWallet} from "../mocks/Wallets.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract InvalidateTest is RecoveryTest {
    StubVerifier private verifier;
    bytes private vouched;
    uint8 private index;
    bytes32 private hash;

    /// A request that bob and a vouched guardian (in carol's place) approved.
    function setUp() public override {
        super.setUp();
        verifier = new StubVerifier();
        vouched = abi.encodePacked(verifier, "key");
        Policy memory mixed = mixedPolicy();
        setPolicy(account, mixed);
        index = indexOf(mixed, vouched);
        Request memory one = aRequest();
        hash = hashOf(one);
        module.start(
            abi.encode(mixed),
            one,
            both(approval(mixed, vouched, attestation("key", hash)), approval(mixed, signerOf(bob), sign(bob, hash)))
        );
    }

    function mixedPolicy() private view returns (Policy memory mixed) {
        mixed = policy();
        mixed.guardians[indexOf(mixed, carol)] = Guardian({signer: vouched, weight: 3});
        mixed.guardians = sorted(mixed.guardians);
    }

    function invalidate(uint8 guardian) private {
        vm.prank(STRANGER);
        module.invalidate(address(account), abi.encode(mixedPolicy()), hash, guardian);
    }

    function refusesInState(RecoveryModule.State current) private {
        expectRevert(RecoveryModule.WrongState.selector, abi.encode(hash, current, RecoveryModule.State.Waiting));
        invalidate(index);
    }

    /// C-49
    function test_invalidate_endsTheRequest() public {
        verifier.suspend("key", true);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryInvalidated(address(account), hash, index);
        invalidate(index);
        assertState(hash, RecoveryModule.State.Dead);
        assertEq(epochOf(address(account)), 2, "epoch");
        verifier.suspend("key", false);
        assertState(hash, RecoveryModule.State.Dead);
    }

    function test_invalidate_worksWhileReady() public {
        vm.warp(START_TIME + SHORT_DELAY + WINDOW);
        assertState(hash, RecoveryModule.State.Ready);
        verifier.suspend("key", true);
        invalidate(index);
        assertState(hash, RecoveryModule.State.Dead);
    }

    function test_invalidate_reverts_whenTheGuardianIsNotSuspended() public {
        expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(index));
        invalidate(index);
        verifier.suspend("another key", true);
        expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(index));
        invalidate(index);
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// A wallet has no verifier who could suspend it.
    function test_invalidate_reverts_forAWallet() public {
        uint8 bobs = indexOf(mixedPolicy(), bob);
        vm.etch(bob.addr, address(new AnsweringWallet(abi.encode(true))).code);
        (, bytes memory said) = bob.addr.staticcall("");
        assertEq(said, abi.encode(true), "it says yes to everything");
        expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(bobs));
        invalidate(bobs);
    }

    function test_invalidate_reverts_forWhoeverIsNoApprover(uint8 guardian) public {
        vm.assume(guardian != index && guardian != indexOf(mixedPolicy(), bob));
        verifier.suspend("key", true);
        expectRevert(RecoveryModule.NotAnApprover.selector, abi.encode(hash, guardian));
        invalidate(guardian);
    }

    /// Only a plain yes counts; an answer without sense, a revert and a burner are none.
    function test_invalidate_reverts_whenTheVerifierDoesNotSayYes() public {
        bytes[4] memory answers = [bytes(""), hex"01", abi.encode(2), abi.encode(type(uint256).max)];
        for (uint256 i = 0; i < answers.length; ++i) {
            vm.etch(address(verifier), address(new AnsweringWallet(answers[i])).code);
            expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(index));
            invalidate(index);
        }
        vm.etch(address(verifier), address(new GasBurningWallet()).code);
        expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(index));
        invalidate(index);
    }

    /// C-35 Whoever starves the verifier learns nothing from it.
    function test_invalidate_reverts_whenTooLittleGasIsLeft() public {
        vm.etch(address(verifier), address(new GasBurningWallet()).code);
        bytes memory data =
            abi.encodeCall(module.invalidate, (address(account), abi.encode(mixedPolicy()), hash, index));
        (bool success, bytes memory error_) = address(module).call{gas: 900_000}(data);
        assertFalse(success, "success");
        assertEq(errorOf(error_), SignerQueries.TooLittleGas.selector, "error");
    }

    function test_invalidate_reverts_whenTheRequestIsNotAlive() public {
        verifier.suspend("key", true);
        uint256 snapshot = vm.snapshotState();
        invalidate(index);
        refusesInState(RecoveryModule.State.Dead);
        vm.revertToState(snapshot);
        vm.warp(START_TIME + SHORT_DELAY + WINDOW + 1);
        refusesInState(RecoveryModule.State.Expired);
        hash = ~hash;
        refusesInState(RecoveryModule.State.None);
    }

    function test_invalidate_reverts_whenThePolicyIsAnother() public {
        bytes32 expected = bytes32(bytes23(keccak256(abi.encode(mixedPolicy()))));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(policyBytes()), expected));
        module.invalidate(address(account), policyBytes(), hash, index);
    }

    /// C-02
    function test_invalidate_reverts_whenNoPolicyIsSet() public {
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        module.invalidate(address(otherAccount), policyBytes(), hash, index);
    }
}
