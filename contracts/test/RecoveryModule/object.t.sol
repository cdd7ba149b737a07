// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Guardian, Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {StubVerifier, attestation} from "../mocks/StubVerifier.sol";
import {Wallet} from "../support/Policies.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract ObjectTest is RecoveryTest {
    function objectedBy(bytes32 hash, Wallet memory a) private view returns (Approval[] memory) {
        return approvedBy(objectionDigestOf(address(module), hash), a);
    }

    function test_object_endsTheRequest() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        bytes32 other = started(anAddition());
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryObjected(address(account), hash, bitOf(carol));
        vm.prank(STRANGER);
        module.object(address(account), policyBytes(), hash, objectedBy(hash, carol));
        assertState(hash, RecoveryModule.State.Dead);
        assertState(other, RecoveryModule.State.Waiting);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    /// For ever: neither more approvals nor time bring it back.
    function test_object_isFinal() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        module.object(address(account), policyBytes(), hash, objectedBy(hash, carol));
        expectRevert(
            RecoveryModule.WrongState.selector, abi.encode(hash, RecoveryModule.State.Dead, RecoveryModule.State.None)
        );
        module.start(policyBytes(), request, approvedByAll(hash));
        bytes memory acceptance = acceptanceOf(request);
        expectRevert(
            RecoveryModule.WrongState.selector, abi.encode(hash, RecoveryModule.State.Dead, RecoveryModule.State.None)
        );
        module.recover(policyBytes(), request, approvedByAll(hash), acceptance);
        vm.warp(START_TIME + DELAY);
        expectRevert(
            RecoveryModule.WrongState.selector, abi.encode(hash, RecoveryModule.State.Dead, RecoveryModule.State.Ready)
        );
        module.execute(request, acceptance);
    }

    function test_object_worksWhileReady_untilTheEnd() public {
        bytes32 hash = started(aRequest());
        vm.warp(START_TIME + DELAY + WINDOW);
        module.object(address(account), policyBytes(), hash, objectedBy(hash, carol));
        assertState(hash, RecoveryModule.State.Dead);
    }

    function test_object_countsRecordedObjections() public {
        bytes32 hash = started(aRequest());
        bytes32 digest = objectionDigestOf(address(module), hash);
        vm.prank(carol.addr);
        module.approve(digest);
        module.object(address(account), policyBytes(), hash, only(approval(policy(), signerOf(carol), "")));
        assertState(hash, RecoveryModule.State.Dead);
    }

    /// It needs more than the request has: as much does not do. Written down a second time for all sets of guardians.
    function test_object_needsMoreWeightThanTheRequest(uint8 approving, uint8 objecting) public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        (Wallet[] memory approvers, uint256 requestWeight) = _chosen(approving);
        (Wallet[] memory objectors, uint256 weight) = _chosen(objecting);
        if (requestWeight < 2) return;
        module.start(policyBytes(), request, approvedBy(policy(), hash, approvers));
        if (weight <= requestWeight) {
            expectRevert(RecoveryModule.ObjectionTooLight.selector, abi.encode(weight, requestWeight));
        }
        module.object(
            address(account),
            policyBytes(),
            hash,
            approvedBy(policy(), objectionDigestOf(address(module), hash), objectors)
        );
        assertEq(module.state(address(account), hash) == RecoveryModule.State.Dead, weight > requestWeight, "objected");
    }

    function test_object_reverts_whenItIsTooLight() public {
        bytes32 hash = started(aRequest());
        expectRevert(RecoveryModule.ObjectionTooLight.selector, abi.encode(2, 2));
        module.object(address(account), policyBytes(), hash, objectedBy(hash, bob));
        expectRevert(RecoveryModule.ObjectionTooLight.selector, abi.encode(0, 2));
        module.object(address(account), policyBytes(), hash, noApprovals());
    }

    /// An approval is no objection, and one request's objection is not another's.
    function test_object_reverts_whenSomethingElseWasSigned() public {
        bytes32 hash = started(aRequest());
        bytes32 other = started(anAddition());
        bytes32 digest = objectionDigestOf(address(module), hash);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(digest, hashOf(carol)));
        module.object(address(account), policyBytes(), hash, approvedBy(hash, carol));
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(digest, hashOf(carol)));
        module.object(address(account), policyBytes(), hash, objectedBy(other, carol));
        vm.prank(carol.addr);
        module.approve(hash);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(digest, hashOf(carol)));
        module.object(address(account), policyBytes(), hash, only(approval(policy(), signerOf(carol), "")));
    }

    /// C-05
    function test_object_reverts_whenAnObjectionIsThereTwice() public {
        bytes32 hash = started(aRequest());
        Approval memory one = approval(policy(), signerOf(alice), sign(alice, objectionDigestOf(address(module), hash)));
        expectRevert(RecoveryModule.ApprovalsNotAscending.selector, abi.encode(1));
        module.object(address(account), policyBytes(), hash, both(one, one));
    }

    function test_object_reverts_whenThereIsNoSuchGuardian() public {
        bytes32 hash = started(aRequest());
        expectRevert(RecoveryModule.NoSuchGuardian.selector, abi.encode(3, 3));
        module.object(address(account), policyBytes(), hash, only(Approval({guardian: 3, signature: new bytes(65)})));
    }

    /// A suspended guardian does not object either.
    function test_object_reverts_whileAGuardianIsSuspended() public {
        StubVerifier verifier = new StubVerifier();
        bytes memory signer = abi.encodePacked(verifier, "key");
        Policy memory mixed = policy();
        mixed.guardians[indexOf(mixed, carol)] = Guardian({signer: signer, weight: 3});
        mixed.guardians = sorted(mixed.guardians);
        setPolicy(account, mixed);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(mixed), request, approvedBy(mixed, hash, bob));
        bytes32 digest = objectionDigestOf(address(module), hash);
        module.record(signer, digest, attestation("key", digest));
        verifier.suspend("key", true);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(indexOf(mixed, signer)));
        module.object(address(account), abi.encode(mixed), hash, only(approval(mixed, signer, "")));
        verifier.suspend("key", false);
        module.object(address(account), abi.encode(mixed), hash, only(approval(mixed, signer, "")));
        assertState(hash, RecoveryModule.State.Dead);
    }

    function test_object_reverts_whenThePolicyIsAnother() public {
        bytes32 hash = started(aRequest());
        Policy memory another = policy();
        another.salt = 0;
        bytes32 expected = bytes32(bytes23(keccak256(policyBytes())));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(abi.encode(another)), expected));
        module.object(address(account), abi.encode(another), hash, objectedBy(hash, carol));
    }

    /// C-02
    function test_object_reverts_whenNoPolicyIsSet() public {
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        module.object(address(otherAccount), policyBytes(), bytes32(0), noApprovals());
    }

    function test_object_reverts_whenTheRequestIsNotAlive() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        _refusesInState(hash, RecoveryModule.State.None);
        started(request);
        vm.warp(START_TIME + DELAY + WINDOW + 1);
        _refusesInState(hash, RecoveryModule.State.Expired);
        vm.prank(address(account));
        module.cancel();
        _refusesInState(hash, RecoveryModule.State.Dead);
    }

    function _refusesInState(bytes32 hash, RecoveryModule.State current) private {
        expectRevert(RecoveryModule.WrongState.selector, abi.encode(hash, current, RecoveryModule.State.Waiting));
        module.object(address(account), policyBytes(), hash, objectedBy(hash, carol));
    }

    function _chosen(uint8 bits) private view returns (Wallet[] memory wallets, uint256 weight) {
        Wallet[3] memory all = [alice, bob, carol];
        wallets = new Wallet[](3);
        uint256 count;
        for (uint256 i = 0; i < 3; ++i) {
            if ((bits >> i) & 1 == 0) continue;
            wallets[count++] = all[i];
            weight += i + 1;
        }
        assembly ("memory-safe") {
            mstore(wallets, count)
        }
    }
}
