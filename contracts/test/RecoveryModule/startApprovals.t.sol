// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {Guardian, Policy, Tier} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {StubRotator} from "../mocks/Rotators.sol";
import {StubVerifier, attestation} from "../mocks/StubVerifier.sol";
import {OwnedWallet, ReentrantWallet} from "../mocks/Wallets.sol";
import {Wallet} from "../support/Policies.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

/// Whose approval counts for a start, and which new keys are refused.
contract StartApprovalsTest is RecoveryTest {
    // ---- refused: approvals -----------------------------------------------------------------------------------------

    function test_start_reverts_whenThereIsTooLittleWeight() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(0, 2));
        module.start(policyBytes(), request, noApprovals());
        expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(1, 2));
        module.start(policyBytes(), request, approvedBy(hash, alice));
    }

    /// C-05
    function test_start_reverts_whenAnApprovalIsThereTwice() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        Approval memory one = approval(policy(), signerOf(alice), sign(alice, hash));
        expectRevert(RecoveryModule.ApprovalsNotAscending.selector, abi.encode(1));
        module.start(policyBytes(), request, both(one, one));
        module.record(signerOf(alice), hash, sign(alice, hash));
        Approval memory recorded = approval(policy(), signerOf(alice), "");
        expectRevert(RecoveryModule.ApprovalsNotAscending.selector, abi.encode(1));
        module.start(policyBytes(), request, both(one, recorded));
    }

    /// C-05 In two starts, too.
    function test_start_countsAGuardianOnce_inTwoStarts() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        module.start(policyBytes(), request, approvedBy(hash, bob));
        assertEq(readyOf(hash), START_TIME + DELAY, "4 would wait 24 hours");
        assertEq(module.recoveryOf(address(account), hash).approvers, bitOf(bob), "approvers");
    }

    function test_start_reverts_whenApprovalsAreOutOfOrder() public {
        Request memory request = aRequest();
        Approval[] memory approvals = approvedBy(hashOf(request), bob, carol);
        (approvals[0], approvals[1]) = (approvals[1], approvals[0]);
        expectRevert(RecoveryModule.ApprovalsNotAscending.selector, abi.encode(1));
        module.start(policyBytes(), request, approvals);
    }

    function test_start_reverts_whenThereIsNoSuchGuardian(uint8 index) public {
        vm.assume(index > 2);
        Request memory request = aRequest();
        bytes memory signature = sign(bob, hashOf(request));
        expectRevert(RecoveryModule.NoSuchGuardian.selector, abi.encode(index, 3));
        module.start(policyBytes(), request, only(Approval({guardian: index, signature: signature})));
    }

    function test_start_reverts_whenAnotherGuardianHasSigned() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, hashOf(bob)));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(bob), sign(carol, hash))));
    }

    function test_start_reverts_whenNothingWasRecorded() public {
        Request memory request = aRequest();
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hashOf(request), hashOf(bob)));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(bob), "")));
    }

    /// One signature is not good for another of the four types.
    function test_start_reverts_whenSomethingElseWasSigned() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes32[3] memory others = [
            objectionDigestOf(address(module), hash),
            acceptanceDigestOf(address(module), hash),
            cancellationDigestOf(address(module), address(account), hash, request.scopes, request.deadline)
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, hashOf(bob)));
            module.start(policyBytes(), request, approvedBy(others[i], bob));
        }
    }

    /// C-32 Empty places of the list have no signer that zero bytes could stand for.
    function test_start_reverts_whenTheSignatureIsNone() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        for (uint256 i = 0; i < 3; ++i) {
            Wallet memory wallet = [alice, bob, carol][i];
            expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, hashOf(wallet)));
            module.start(policyBytes(), request, only(approval(policy(), signerOf(wallet), new bytes(65))));
        }
        expectRevert(RecoveryModule.NoSuchGuardian.selector, abi.encode(3, 3));
        module.start(policyBytes(), request, only(Approval({guardian: 3, signature: new bytes(65)})));
    }

    // ---- kinds of guardians -----------------------------------------------------------------------------------------

    function test_start_countsContractWallets() public {
        bytes memory signer = abi.encodePacked(new OwnedWallet(carol.addr));
        Policy memory single = setSingleGuardian(signer);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, keccak256(signer)));
        module.start(abi.encode(single), request, byFirst(sign(bob, hash)));
        module.start(abi.encode(single), request, byFirst(sign(carol, hash)));
        assertState(hash, RecoveryModule.State.Waiting);
    }

    function test_start_countsPasskeys() public {
        Policy memory single = setSingleGuardian(passkeySigner(otherPasskey));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(single), request, byFirst(verification(address(validator), otherPasskey, hash)));
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// C-37 16 guardians, all of them wallets with code that approve, and 32 chains: far below any block's limit.
    function test_start_counts16Wallets() public {
        Guardian[] memory guardians = new Guardian[](16);
        Wallet[] memory wallets = new Wallet[](16);
        for (uint256 i = 0; i < 16; ++i) {
            wallets[i] = walletOf(string.concat("guardian ", vm.toString(i)));
            guardians[i] =
                Guardian({signer: abi.encodePacked(new OwnedWallet(wallets[i].addr)), weight: type(uint16).max});
        }
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 16 * uint32(type(uint16).max), delay: uint32(DELAY)});
        Policy memory full = policyOf(address(validator), guardians, tiers);
        setPolicy(account, full);
        Request memory request = aRequest();
        request.scopes = scopesAround(32);
        request.scopes[20].epoch = 2;
        bytes32 hash = hashOf(request);
        Approval[] memory approvals = new Approval[](16);
        for (uint8 i = 0; i < 16; ++i) {
            approvals[i].guardian = i;
            for (uint256 j = 0; j < 16; ++j) {
                if (OwnedWallet(address(bytes20(full.guardians[i].signer))).owner() != wallets[j].addr) continue;
                approvals[i].signature = sign(wallets[j], hash);
            }
        }
        uint256 gasBefore = gasleft();
        module.start(abi.encode(full), request, approvals);
        assertLt(gasBefore - gasleft(), 1_000_000, "gas");
        assertEq(module.recoveryOf(address(account), hash).approvers, type(uint16).max, "approvers");
    }

    /// C-29 A guardian's wallet re-enters: one approval, and nothing else has happened.
    function test_start_letsNoWalletReenter() public {
        ReentrantWallet wallet = new ReentrantWallet();
        Policy memory single = setSingleGuardian(abi.encodePacked(wallet));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        wallet.arm(address(module), abi.encodeCall(module.start, (abi.encode(single), request, byFirst(hex"01"))));
        vm.recordLogs();
        module.start(abi.encode(single), request, byFirst(hex"01"));
        assertEq(vm.getRecordedLogs().length, 1, "logs");
        wallet.arm(address(module), abi.encodeCall(module.approve, (hash)));
        module.start(abi.encode(single), request, byFirst(hex"01"));
        assertFalse(module.isRecorded(hash, keccak256(abi.encodePacked(wallet))), "recorded by reentrancy");
        assertEq(module.recoveryOf(address(account), hash).approvers, 1, "approvers");
    }

    // ---- suspension -------------------------------------------------------------------------------------------------

    /// C-49 A recorded approval does not count while its guardian is suspended; nor does one that an earlier start has
    /// counted.
    function test_start_reverts_whileAGuardianIsSuspended() public {
        StubVerifier verifier = new StubVerifier();
        (Policy memory mixed, bytes memory signer) = _withVerifier(verifier);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        uint256 index = indexOf(mixed, signer);
        module.record(signer, hash, attestation("key", hash));
        verifier.suspend("key", true);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        module.start(abi.encode(mixed), request, only(approval(mixed, signer, "")));
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hash, keccak256(signer)));
        module.start(abi.encode(mixed), request, only(approval(mixed, signer, attestation("key", hash))));

        verifier.suspend("key", false);
        module.start(abi.encode(mixed), request, only(approval(mixed, signer, "")));
        verifier.suspend("key", true);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        module.start(abi.encode(mixed), request, approvedBy(mixed, hash, bob));
        verifier.suspend("key", false);
        module.start(abi.encode(mixed), request, approvedBy(mixed, hash, bob));
    }

    /// Wherever it stands among as many guardians as there can be.
    function test_start_findsTheSuspendedGuardian_whereverItStands() public {
        StubVerifier verifier = new StubVerifier();
        Guardian[] memory guardians = new Guardian[](16);
        for (uint256 i = 0; i < guardians.length; ++i) {
            guardians[i] = Guardian({signer: abi.encodePacked(verifier, uint8(i)), weight: 2});
        }
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 2, delay: uint32(DELAY)});
        Policy memory many = policyOf(address(validator), guardians, tiers);
        setPolicy(account, many);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        for (uint8 i = 0; i < guardians.length; ++i) {
            request.deadline += 1;
            hash = hashOf(request);
            // Alone, or beside the last one.
            Approval memory its = Approval({guardian: i, signature: attestation(_keyOf(many, i), hash)});
            Approval memory last = Approval({guardian: 15, signature: attestation(_keyOf(many, 15), hash)});
            module.start(abi.encode(many), request, i == 15 ? only(its) : both(its, last));
            verifier.suspend(_keyOf(many, i), true);
            expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(i));
            module.start(abi.encode(many), request, noApprovals());
            verifier.suspend(_keyOf(many, i), false);
            // All others, who have approved nothing here, are in nobody's way.
            for (uint256 j = 0; j < 15; ++j) {
                if (j != i) verifier.suspend(_keyOf(many, j), true);
            }
            module.start(abi.encode(many), request, noApprovals());
            for (uint256 j = 0; j < 15; ++j) {
                verifier.suspend(_keyOf(many, j), false);
            }
        }
    }

    /// @dev The key of a guardian whose verifier is StubVerifier.
    function _keyOf(Policy memory many, uint256 guardian) private pure returns (bytes memory) {
        return abi.encodePacked(many.guardians[guardian].signer[20]);
    }

    /// Whoever is suspended and has approved nothing here is in nobody's way.
    function test_start_asksOnlyThoseWhoApproved() public {
        StubVerifier verifier = new StubVerifier();
        (Policy memory mixed,) = _withVerifier(verifier);
        verifier.suspend("key", true);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(mixed), request, approvedBy(mixed, hash, bob));
        assertState(hash, RecoveryModule.State.Waiting);
    }

    // ---- refused: the new key ---------------------------------------------------------------------------------------

    /// C-34 At the start, and not after 72 hours of waiting.
    function test_start_reverts_whenTheNewKeyIsNoPoint() public {
        bytes32 smallY = 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc;
        bytes32[2][6] memory bad = [
            [bytes32(0), bytes32(0)],
            [bytes32(P256_P), newPasskey.y],
            [newPasskey.x, bytes32(P256_P)],
            // (5, smallY) is a point; 5 + p is another name of the same x.
            [bytes32(P256_P + 5), smallY],
            [newPasskey.x, bytes32(uint256(newPasskey.y) ^ 1)],
            [newPasskey.y, newPasskey.x]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            _refusesSigner(
                abi.encodePacked(validator, bad[i][0], bad[i][1]),
                PasskeyValidator.InvalidPublicKey.selector,
                abi.encode(bad[i][0], bad[i][1])
            );
        }
        Request memory request = aRequest();
        request.newSigner = abi.encodePacked(validator, bytes32(uint256(5)), smallY);
        assertState(started(request), RecoveryModule.State.Waiting);
    }

    /// C-34
    function test_start_reverts_whenTheNewSignerIsNoPasskeyOfThisValidator() public {
        bytes[6] memory bad = [
            bytes(""),
            abi.encodePacked(STRANGER),
            abi.encodePacked(validator),
            abi.encodePacked(validator, newPasskey.x),
            abi.encodePacked(passkeySigner(newPasskey), uint8(0)),
            signerOf(STRANGER, newPasskey)
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            _refusesSigner(bad[i], PasskeyValidator.InvalidSigner.selector, abi.encode(bad[i], address(validator)));
        }
    }

    /// C-04 C-34 The same check for the account's new key, whichever verifier stands before it.
    function test_start_reverts_whenTheNewSignerIsAGuardian() public {
        StubVerifier verifier = new StubVerifier();
        bytes[2] memory guardians = [passkeySigner(otherPasskey), signerOf(address(verifier), otherPasskey)];
        for (uint256 i = 0; i < guardians.length; ++i) {
            Guardian[] memory two = new Guardian[](2);
            two[0] = Guardian({signer: guardians[i], weight: 2});
            two[1] = Guardian({signer: signerOf(bob), weight: 2});
            Tier[] memory tiers = new Tier[](1);
            tiers[0] = Tier({weight: 2, delay: uint32(DELAY)});
            Policy memory mixed = policyOf(address(validator), two, tiers);
            setPolicy(account, mixed);
            Request memory request = aRequest();
            request.newSigner = passkeySigner(otherPasskey);
            bytes32 hash = hashOf(request);
            expectRevert(RecoveryModule.NewSignerIsGuardian.selector, abi.encode(indexOf(mixed, guardians[i])));
            module.start(abi.encode(mixed), request, approvedBy(mixed, hash, bob));
        }
    }

    /// C-04 C-34 Keys are compared whole, also the shortest that there can be, and nothing but keys: with another rotator they
    /// may be of any kind.
    function test_start_comparesTheNewKeyWithGuardiansKeys_whole() public {
        StubRotator rotator = new StubRotator();
        (address one, address other) = (address(new StubVerifier()), address(new StubVerifier()));
        bytes[4] memory signers = [
            abi.encodePacked(other, hex"01"),
            abi.encodePacked(other, hex"02"),
            abi.encodePacked(other, hex"0102"),
            abi.encodePacked(other, hex"0202")
        ];
        Guardian[] memory three = new Guardian[](3);
        three[0] = Guardian({signer: abi.encodePacked(one, hex"01"), weight: 2});
        three[1] = Guardian({signer: abi.encodePacked(one, hex"0102"), weight: 2});
        three[2] = Guardian({signer: signerOf(bob), weight: 2});
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 2, delay: uint32(DELAY)});
        Policy memory policy = policyOf(address(rotator), three, tiers);
        setPolicy(account, policy);
        for (uint256 i = 0; i < signers.length; ++i) {
            Request memory request = aRequest();
            request.newSigner = signers[i];
            bytes32 hash = hashOf(request);
            uint8 same =
                i % 2 == 0 ? indexOf(policy, abi.encodePacked(one, i == 0 ? bytes(hex"01") : bytes(hex"0102"))) : 0;
            if (i % 2 == 0) expectRevert(RecoveryModule.NewSignerIsGuardian.selector, abi.encode(same));
            module.start(abi.encode(policy), request, approvedBy(policy, hash, bob));
        }
    }

    /// C-34 To add a key that is one already is refused at the start.
    function test_start_reverts_whenTheNewKeyIsOneAlready() public {
        Request memory request = anAddition();
        request.newSigner = passkeySigner(ownerPasskey);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.AlreadyOwner.selector, abi.encode(account, request.newSigner));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    /// C-34 To end all others in favour of one that is one already is legal.
    function test_start_replacesInFavourOfAKeyThatIsOneAlready() public {
        Request memory request = aRequest();
        request.newSigner = passkeySigner(ownerPasskey);
        assertState(started(request), RecoveryModule.State.Waiting);
    }

    /// C-34 A thief who adds the new key in the meantime does not keep more guardians from approving.
    function test_start_advances_whenTheNewKeyHasBecomeOne() public {
        Request memory request = anAddition();
        bytes32 hash = started(request);
        vm.prank(address(account));
        validator.addPasskey(publicKey(newPasskey));
        module.start(policyBytes(), request, approvedBy(hash, carol));
        assertEq(readyOf(hash), START_TIME + SHORT_DELAY, "ready");
    }

    // ---- gas --------------------------------------------------------------------------------------------------------

    /// C-35 Whatever gas it gets: either it is started with its approvers, or all is undone.
    function test_start_isAllOrNothing_whateverTheGas() public {
        OwnedWallet wallet = new OwnedWallet(carol.addr);
        Policy memory single = setSingleGuardian(abi.encodePacked(wallet));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory data = abi.encodeCall(module.start, (abi.encode(single), request, byFirst(sign(carol, hash))));
        uint256 successes;
        for (uint256 gas_ = 30_000; gas_ < 130_000; gas_ += 400) {
            uint256 snapshot = vm.snapshotState();
            vm.cool(address(module));
            (bool success, bytes memory error_) = address(module).call{gas: gas_}(data);
            assertState(hash, success ? RecoveryModule.State.Waiting : RecoveryModule.State.None);
            if (success) ++successes;
            else assertNotEq(errorOf(error_), RecoveryModule.NotApproved.selector, "a starved wallet's answer");
            vm.revertToState(snapshot);
        }
        assertGt(successes, 20, "successes");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function _refusesSigner(bytes memory newSigner, bytes4 selector, bytes memory values) private {
        Request memory request = aRequest();
        request.newSigner = newSigner;
        bytes32 hash = hashOf(request);
        expectRevert(selector, values);
        module.start(policyBytes(), request, approvedBy(hash, bob));
        assertState(hash, RecoveryModule.State.None);
    }

    function _withVerifier(StubVerifier verifier) private returns (Policy memory mixed, bytes memory signer) {
        signer = abi.encodePacked(verifier, "key");
        mixed = policy();
        mixed.guardians[indexOf(mixed, alice)] = Guardian({signer: signer, weight: 2});
        mixed.guardians = sorted(mixed.guardians);
        setPolicy(account, mixed);
    }
}
