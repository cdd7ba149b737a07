// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy, Tier} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {StubRotator} from "../mocks/Rotators.sol";
import {StubVerifier, attestation} from "../mocks/StubVerifier.sol";
import {Token} from "../mocks/Token.sol";
import {ReentrantWallet} from "../mocks/Wallets.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract RecoverTest is RecoveryTest {
    /// The acceptance is made before the revert is expected: to make it takes calls of its own (SHA-256).
    function refuses(Request memory request, Approval[] memory approvals, bytes4 selector, bytes memory values)
        private
    {
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(selector, values);
        module.recover(policyBytes(), request, approvals, acceptance);
    }

    function test_recover_replacesAllKeysAtOnce() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory acceptance = acceptanceOf(request);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryExecuted(address(account), hash, request.newSigner, true, 2);
        vm.prank(STRANGER);
        module.recover(policyBytes(), request, approvedByAll(hash), acceptance);
        assertTrue(isOwner(request.newSigner), "new");
        assertFalse(isOwner(passkeySigner(ownerPasskey)), "old");
        assertEq(epochOf(address(account)), 2, "epoch");
        assertState(hash, RecoveryModule.State.None);
    }

    function test_recover_addsAKeyAtOnce() public {
        Request memory request = anAddition();
        module.recover(policyBytes(), request, approvedByAll(hashOf(request)), acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "new");
        assertTrue(isOwner(passkeySigner(ownerPasskey)), "old");
    }

    /// A passkey guardian and no delay: one transaction.
    function test_recover_takesAPasskeyGuardiansApproval() public {
        Policy memory single = policyOf(address(validator), passkeySigner(otherPasskey), 0);
        setPolicy(account, single);
        Request memory request = aRequest();
        bytes memory signature = verification(address(validator), otherPasskey, hashOf(request));
        module.recover(abi.encode(single), request, byFirst(signature), acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "new");
    }

    /// A request of this hash that waits, or is ready, is no obstacle, and its approvers count.
    function test_recover_endsAWaitingRequest() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        module.recover(policyBytes(), request, approvedBy(hash, alice, carol), acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "new");
        assertState(hash, RecoveryModule.State.None);
    }

    function test_recover_needsNoMoreApprovals_whenItIsReady() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY - 1);
        refuses(
            request,
            noApprovals(),
            RecoveryModule.NotReady.selector,
            abi.encode(hash, START_TIME + DELAY, START_TIME + DELAY - 1)
        );
        vm.warp(START_TIME + DELAY);
        module.recover(policyBytes(), request, noApprovals(), acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "new");
    }

    function test_recover_reverts_whileADelayIsLeft() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        refuses(
            request,
            approvedBy(hash, bob, carol),
            RecoveryModule.NotReady.selector,
            abi.encode(hash, START_TIME + SHORT_DELAY, START_TIME)
        );
        assertState(hash, RecoveryModule.State.None);
    }

    /// C-02
    function test_recover_reverts_whenNoPolicyIsSet() public {
        Request memory request = requestOf(address(otherAccount), passkeySigner(newPasskey), 0);
        Approval[] memory approvals = approvedByAll(hashOf(request));
        refuses(request, approvals, RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
    }

    function test_recover_reverts_whenTheDeadlineHasPassed() public {
        Request memory request = aRequest();
        vm.warp(request.deadline + 1);
        refuses(
            request,
            approvedByAll(hashOf(request)),
            RecoveryModule.DeadlinePassed.selector,
            abi.encode(request.deadline, request.deadline + 1)
        );
    }

    /// C-14 C-20
    function test_recover_reverts_whenEpochIsOldOrTheChainAnother() public {
        Request memory request = aRequest();
        Approval[] memory approvals = approvedByAll(hashOf(request));
        vm.chainId(CHAIN_ID + 2);
        refuses(request, approvals, RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 2));
        vm.chainId(CHAIN_ID);
        vm.prank(address(account));
        module.cancel();
        refuses(request, approvals, RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
    }

    /// One recovery uses up the epoch: neither the same request nor another one of the time follows it.
    function test_recover_reverts_theSecondTime() public {
        Request memory request = aRequest();
        Request memory other = anAddition();
        module.recover(policyBytes(), request, approvedByAll(hashOf(request)), acceptanceOf(request));
        refuses(request, approvedByAll(hashOf(request)), RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        refuses(other, approvedByAll(hashOf(other)), RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
    }

    /// C-13
    function test_recover_reverts_whenTheRequestHasExpired() public {
        Request memory request = aRequest();
        request.deadline = uint40(START_TIME + 30 days);
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY + WINDOW + 1);
        refuses(
            request,
            approvedByAll(hash),
            RecoveryModule.WrongState.selector,
            abi.encode(hash, RecoveryModule.State.Expired, RecoveryModule.State.None)
        );
    }

    function test_recover_reverts_whenTheNewKeyHasNotAccepted() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory acceptance = acceptanceOf(request, otherPasskey);
        expectRevert(RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
        module.recover(policyBytes(), request, approvedByAll(hash), acceptance);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    function test_recover_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        Request memory request = aRequest();
        refuses(request, approvedByAll(hashOf(request)), RecoveryModule.EpochExhausted.selector, abi.encode(account));
    }

    /// C-34
    function test_recover_reverts_whenTheNewKeyIsOneAlready_orNone_orAGuardians() public {
        Request memory request = anAddition();
        request.newSigner = passkeySigner(ownerPasskey);
        refuses(
            request,
            approvedByAll(hashOf(request)),
            RecoveryModule.AlreadyOwner.selector,
            abi.encode(account, request.newSigner)
        );
        request = aRequest();
        request.newSigner = abi.encodePacked(validator, bytes32(0), bytes32(0));
        bytes32 hash = hashOf(request);
        // The key has to accept before the rotator is asked, and a key that is none cannot.
        expectRevert(RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
        module.recover(policyBytes(), request, approvedByAll(hash), new bytes(150));

        request = aRequest();
        request.newSigner = signerOf(bob);
        refuses(
            request,
            approvedByAll(hashOf(request)),
            RecoveryModule.NewSignerIsGuardian.selector,
            abi.encode(indexOf(policy(), bob))
        );
    }

    /// C-23
    function test_recover_reverts_whenTheRotatorWantsAForbiddenCall() public {
        Token token = new Token();
        StubRotator rotator = new StubRotator();
        rotator.want(address(token), 0, abi.encodeCall(token.transfer, (STRANGER, 1)));
        Policy memory rotated = policy();
        rotated.rotator = address(rotator);
        setPolicy(account, rotated);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(RecoveryModule.ForbiddenCall.selector, abi.encode(token, 0));
        module.recover(abi.encode(rotated), request, approvedByAll(rotated, hash), acceptance);
    }

    /// C-29 A guardian's wallet that re-enters with the whole recovery.
    function test_recover_letsNoWalletReenter() public {
        ReentrantWallet wallet = new ReentrantWallet();
        Policy memory single = policyOf(address(validator), abi.encodePacked(wallet), 0);
        setPolicy(account, single);
        Request memory request = aRequest();
        bytes memory acceptance = acceptanceOf(request);
        wallet.arm(
            address(module), abi.encodeCall(module.recover, (abi.encode(single), request, byFirst(hex"01"), acceptance))
        );
        module.recover(abi.encode(single), request, byFirst(hex"01"), acceptance);
        assertEq(epochOf(address(account)), 3, "epoch");
        assertTrue(isOwner(request.newSigner), "new");
    }

    /// C-49 The attester's guardian reaches the tier of 72 hours alone: it never gets less, for no account.
    function test_recover_reverts_whenOnlyTheAttesterApproves() public {
        (Policy memory preset, bytes memory signer,) = _withAttester();
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        Approval[] memory attested = only(approval(preset, signer, attestation("mailbox", hash)));
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(RecoveryModule.NotReady.selector, abi.encode(hash, START_TIME + DELAY, START_TIME));
        module.recover(abi.encode(preset), request, attested, acceptance);
        module.start(abi.encode(preset), request, attested);
        assertEq(readyOf(hash), START_TIME + DELAY, "ready");
    }

    /// C-49 What a stolen attester's key has started ends by one prompt of the owner, or by revoking the attester.
    function test_recover_reverts_whenTheAttestersRequestWasEnded() public {
        (Policy memory preset, bytes memory signer, StubVerifier verifier) = _withAttester();
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(preset), request, only(approval(preset, signer, attestation("mailbox", hash))));
        bytes memory acceptance = acceptanceOf(request);

        uint256 snapshot = vm.snapshotState();
        uint40 deadline = uint40(START_TIME + 1 hours);
        bytes32 digest = cancellationDigestOf(address(module), address(account), hash, request.scopes, deadline);
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), digest);
        module.cancelWithSignature(address(account), hash, request.scopes, deadline, signature);
        vm.warp(START_TIME + DELAY);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 2, 3));
        module.recover(abi.encode(preset), request, noApprovals(), acceptance);
        vm.revertToState(snapshot);

        verifier.suspend("mailbox", true);
        module.invalidate(address(account), abi.encode(preset), hash, indexOf(preset, signer));
        vm.warp(START_TIME + DELAY);
        expectRevert(
            RecoveryModule.WrongState.selector, abi.encode(hash, RecoveryModule.State.Dead, RecoveryModule.State.None)
        );
        module.recover(abi.encode(preset), request, noApprovals(), acceptance);
    }

    function _withAttester() private returns (Policy memory preset, bytes memory signer, StubVerifier verifier) {
        verifier = new StubVerifier();
        signer = abi.encodePacked(verifier, "mailbox");
        Guardian[] memory guardians = new Guardian[](2);
        guardians[0] = Guardian({signer: signer, weight: 2});
        guardians[1] = Guardian({signer: signerOf(bob), weight: 2});
        Tier[] memory tiers = new Tier[](2);
        tiers[0] = Tier({weight: 2, delay: uint32(DELAY)});
        tiers[1] = Tier({weight: 4, delay: 0});
        preset = policyOf(address(validator), guardians, tiers);
        setPolicy(account, preset);
    }

    /// C-35 Whatever gas it gets: all of it has happened, or nothing.
    function test_recover_isAllOrNothing_whateverTheGas() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory data =
            abi.encodeCall(module.recover, (policyBytes(), request, approvedByAll(hash), acceptanceOf(request)));
        uint256 snapshot = vm.snapshotState();
        uint256 gasBefore = gasleft();
        (bool done,) = address(module).call(data);
        uint256 most = (gasBefore - gasleft()) * 12 / 10;
        assertTrue(done, "recovered");
        vm.revertToState(snapshot);
        uint256 successes;
        for (uint256 gas_ = 30_000; gas_ < most; gas_ += (most - 30_000) / 220) {
            snapshot = vm.snapshotState();
            vm.cool(address(module));
            vm.cool(address(validator));
            (bool success,) = address(module).call{gas: gas_}(data);
            assertEq(isOwner(request.newSigner), success, "new key");
            assertEq(isOwner(passkeySigner(ownerPasskey)), !success, "old key");
            assertEq(epochOf(address(account)), success ? 2 : 1, "epoch");
            if (success) ++successes;
            vm.revertToState(snapshot);
        }
        assertGt(successes, 20, "successes");
    }
}
