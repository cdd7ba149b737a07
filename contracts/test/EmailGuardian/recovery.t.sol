// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Account} from "../../src/Account.sol";
import {Guardian, Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {Attestations} from "../support/Attestations.sol";
import {Passkey} from "../support/Passkeys.sol";
import {Wallet} from "../support/Policies.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

/// @dev What an attestation does in a recovery. The mailbox stands in bob's place, with a weight of 2: alone it waits 72
/// hours, with carol 24.
contract RecoveryByEmailTest is RecoveryTest, Attestations {
    address private constant ADMIN = address(0xad);
    address private constant REVOKER = address(0x4e);

    EmailGuardian private guardian;
    Wallet private attester = walletOf("attester");
    Wallet private successor = walletOf("successor");

    /// @dev Three accounts, each with a passkey and a mailbox of its own.
    Account[3] private accounts;
    Passkey[3] private owners;
    bytes32[3] private commitments;

    function setUp() public override {
        super.setUp();
        guardian = deployEmailGuardian(ADMIN, attester.addr);
        vm.prank(ADMIN);
        guardian.addRole(REVOKER, Roles.Role.Revoker);
        vm.warp(START_TIME + 7 days);
        owners[0] = ownerPasskey;
        owners[1] = otherPasskey;
        owners[2] = passkeyOf("third");
        accounts = [account, otherAccount, createAccount(owners[2])];
        for (uint256 i = 0; i < 3; ++i) {
            commitments[i] = commitmentOf(address(accounts[i]), vm.toString(i), keccak256(abi.encode("salt", i)));
            setPolicy(accounts[i], policyFor(i));
        }
    }

    function signer(uint256 i) private view returns (bytes memory) {
        return abi.encodePacked(guardian, commitments[i]);
    }

    function policyFor(uint256 i) private view returns (Policy memory mixed) {
        mixed = policy();
        mixed.guardians[indexOf(mixed, bob)] = Guardian({signer: signer(i), weight: 2});
        mixed.guardians = sorted(mixed.guardians);
    }

    function requestFor(uint256 i) private view returns (Request memory) {
        return requestOf(address(accounts[i]), passkeySigner(newPasskey), epochOf(address(accounts[i])));
    }

    function attested(Wallet memory by, uint256 i, bytes32 hash) private view returns (bytes memory) {
        return attestationOf(by, address(guardian), hash, commitments[i], block.timestamp + 1 hours);
    }

    function byEmail(Wallet memory by, uint256 i, bytes32 hash) private view returns (Approval[] memory) {
        return only(approval(policyFor(i), signer(i), attested(by, i, hash)));
    }

    function start(uint256 i, Request memory request, Approval[] memory approvals) private {
        module.start(abi.encode(policyFor(i)), request, approvals);
    }

    function startsNot(uint256 i, Request memory request, Approval[] memory approvals) private {
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hashOf(request), keccak256(signer(i))));
        start(i, request, approvals);
    }

    /// @dev The thief's attester starts a recovery of every account.
    function stolen() private returns (bytes32[3] memory hashes) {
        for (uint256 i = 0; i < 3; ++i) {
            Request memory request = requestFor(i);
            hashes[i] = hashOf(request);
            start(i, request, byEmail(attester, i, hashes[i]));
        }
    }

    function revoke() private {
        vm.prank(REVOKER);
        guardian.revoke(attester.addr);
    }

    function expectState(uint256 i, bytes32 hash, RecoveryModule.State expected, string memory what) private view {
        assertEq(uint256(module.state(address(accounts[i]), hash)), uint256(expected), what);
    }

    // ---- whoever reads the mailbox ----------------------------------------------------------------------------------

    /// E-mail alone waits 72 hours to the second; then the new key has the account, and the old one has not.
    function test_email_recoversAfterTheFullDelay() public {
        Request memory request = requestFor(0);
        bytes32 hash = hashOf(request);
        start(0, request, byEmail(attester, 0, hash));
        assertEq(readyOf(hash), block.timestamp + DELAY, "ready");
        bytes memory acceptance = acceptanceOf(request);
        vm.warp(block.timestamp + DELAY - 1);
        expectRevert(RecoveryModule.NotReady.selector, abi.encode(hash, block.timestamp + 1, block.timestamp));
        module.execute(request, acceptance);
        vm.warp(block.timestamp + 1);
        module.execute(request, acceptance);
        assertTrue(isOwner(request.newSigner), "the new key");
        assertFalse(isOwner(passkeySigner(ownerPasskey)), "the old key");
    }

    /// With a heavier guardian beside it the wait is shorter, as the policy says.
    function test_email_countsBesideOthers() public {
        Request memory request = requestFor(0);
        bytes32 hash = hashOf(request);
        Approval memory carols = approval(policyFor(0), signerOf(carol), sign(carol, hash));
        start(0, request, both(byEmail(attester, 0, hash)[0], carols));
        assertEq(readyOf(hash), block.timestamp + SHORT_DELAY, "ready");
    }

    /// An attestation for another account, mailbox, key, epoch, deadline, kind or module is none for this request.
    function test_email_approvesNoOtherRequest() public {
        Request memory request = requestFor(0);
        Request[6] memory others;
        for (uint256 i = 0; i < others.length; ++i) {
            others[i] = copyOf(request);
        }
        others[0].account = address(otherAccount);
        others[1].scopes = scopeOf(CHAIN_ID + 1, 9);
        others[2].newSigner = passkeySigner(otherPasskey);
        others[3].scopes[1].epoch += 1;
        others[4].deadline += 1;
        others[5].replace = false;
        for (uint256 i = 0; i < others.length; ++i) {
            startsNot(0, request, byEmail(attester, 0, hashOf(others[i])));
        }
        startsNot(0, request, byEmail(attester, 0, requestHashOf(STRANGER, request)));
        bytes memory another = attested(attester, 1, hashOf(request));
        startsNot(0, request, only(approval(policyFor(0), signer(0), another)));
        startsNot(0, request, byEmail(bob, 0, hashOf(request)));
        start(0, request, byEmail(attester, 0, hashOf(request)));
    }

    /// One attestation starts the recovery on every chain that the request lists.
    function test_email_countsOnTheChainsOfItsRequest() public {
        Request memory request = requestFor(0);
        Approval[] memory approvals = byEmail(attester, 0, hashOf(request));
        vm.chainId(CHAIN_ID + 1);
        storeEpoch(address(account), 9);
        start(0, request, approvals);
        vm.chainId(CHAIN_ID + 2);
        expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 2));
        start(0, request, approvals);
    }

    /// An objection is something else: what approves a request does not end it, and the other way round.
    function test_email_objectsByAnAttestationOfItsOwn() public {
        Request memory request = requestFor(0);
        bytes32 hash = hashOf(request);
        bytes32 objection = objectionDigestOf(address(module), hash);
        startsNot(0, request, byEmail(attester, 0, objection));
        start(0, request, approvedBy(policyFor(0), hash, carol));
        bytes memory mixed = abi.encode(policyFor(0));
        Approval[] memory approvals = byEmail(attester, 0, hash);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(objection, keccak256(signer(0))));
        module.object(address(account), mixed, hash, approvals);
        Approval memory alices = approval(policyFor(0), signerOf(alice), sign(alice, objection));
        approvals = both(byEmail(attester, 0, objection)[0], alices);
        expectRevert(RecoveryModule.ObjectionTooLight.selector, abi.encode(3, 3));
        module.object(address(account), mixed, hash, approvals);
    }

    // ---- a stolen attester key --------------------------------------------------------------------------------------

    /// C-49 Whoever has the attester's key can start a recovery of every account, and none is done before the full delay.
    function test_stolenAttester_waitsTheFullDelayForEveryAccount() public {
        uint256 ready = block.timestamp + DELAY;
        bytes32[3] memory hashes = stolen();
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(module.recoveryOf(address(accounts[i]), hashes[i]).ready, ready, "ready");
            Request memory request = requestFor(i);
            bytes memory acceptance = acceptanceOf(request);
            expectRevert(RecoveryModule.NotReady.selector, abi.encode(hashes[i], ready, block.timestamp));
            module.recover(abi.encode(policyFor(i)), request, noApprovals(), acceptance);
        }
        vm.warp(ready - 1);
        for (uint256 i = 0; i < 3; ++i) {
            expectState(i, hashes[i], RecoveryModule.State.Waiting, "a second before");
        }
    }

    /// C-49 One prompt of its owner, who needs no gas, ends what the thief has started for an account on all chains.
    function test_stolenAttester_isStoppedByOneSignature_onAllChains() public {
        uint256[3] memory chains = [CHAIN_ID - 1, CHAIN_ID, CHAIN_ID + 1];
        Scope[] memory scopes = scopesOf(2);
        uint40 deadline = uint40(block.timestamp + 6 hours);
        Request memory request = requestFor(0);
        bytes32 hash = hashOf(request);
        bytes32 digest = cancellationDigestOf(address(module), address(account), hash, scopes, deadline);
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), digest);
        Approval[] memory approvals = byEmail(attester, 0, hash);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.chainId(chains[i]);
            storeEpoch(address(account), scopes[i].epoch);
            start(0, request, approvals);
            expectState(0, hash, RecoveryModule.State.Waiting, "started");
            vm.prank(STRANGER);
            module.cancelWithSignature(address(account), hash, scopes, deadline, signature);
            expectState(0, hash, RecoveryModule.State.Dead, "stopped");
            expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, scopes[i].epoch, scopes[i].epoch + 1));
            start(0, request, approvals);
            vm.revertToState(snapshot);
        }
        assertEq(address(account).balance, 0, "ether");
    }

    /// C-49 Revoking it ends all that it has started: anybody may say so for every account, as long as the delay is.
    function test_stolenAttester_losesEverything_whenItIsRevoked() public {
        Request[3] memory requests = [requestFor(0), requestFor(1), requestFor(2)];
        bytes32[3] memory hashes = stolen();
        for (uint256 i = 0; i < 3; ++i) {
            uint8 index = indexOf(policyFor(i), signer(i));
            expectRevert(RecoveryModule.GuardianNotSuspended.selector, abi.encode(index));
            module.invalidate(address(accounts[i]), abi.encode(policyFor(i)), hashes[i], index);
        }
        vm.warp(block.timestamp + DELAY - 1);
        revoke();
        vm.startPrank(STRANGER);
        for (uint256 i = 0; i < 3; ++i) {
            uint8 index = indexOf(policyFor(i), signer(i));
            module.invalidate(address(accounts[i]), abi.encode(policyFor(i)), hashes[i], index);
            expectState(i, hashes[i], RecoveryModule.State.Dead, "ended");
            vm.warp(block.timestamp + DELAY / 3);
            bytes memory acceptance = acceptanceOf(requests[i]);
            expectRevert(
                RecoveryModule.WrongState.selector,
                abi.encode(hashes[i], RecoveryModule.State.Dead, RecoveryModule.State.Ready)
            );
            module.execute(requests[i], acceptance);
            assertTrue(validator.isOwner(address(accounts[i]), passkeySigner(owners[i])), "the owner's key");
        }
    }

    /// C-49 A thief who gives the role up is no better off.
    function test_stolenAttester_losesEverything_whenItHasGivenUpItsRole() public {
        bytes32[3] memory hashes = stolen();
        vm.prank(attester.addr);
        guardian.removeRole(attester.addr);
        revoke();
        for (uint256 i = 0; i < 3; ++i) {
            uint8 index = indexOf(policyFor(i), signer(i));
            module.invalidate(address(accounts[i]), abi.encode(policyFor(i)), hashes[i], index);
            expectState(i, hashes[i], RecoveryModule.State.Dead, "ended");
        }
    }

    /// C-49 It starts nothing more, not with what it attested or recorded before, nor with more weight for what it started.
    function test_stolenAttester_startsNothing_onceItIsRevoked() public {
        bytes32[3] memory hashes = stolen();
        Request memory attestedOnly = requestFor(0);
        attestedOnly.replace = false;
        Approval[] memory kept = byEmail(attester, 0, hashOf(attestedOnly));
        module.record(signer(0), hashOf(attestedOnly), kept[0].signature);
        revoke();
        startsNot(0, attestedOnly, kept);
        uint8 index = indexOf(policyFor(0), signer(0));
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        start(0, attestedOnly, byFirstOf(0, ""));
        Request memory request = requestFor(0);
        Approval[] memory more = approvedBy(policyFor(0), hashes[0], carol);
        expectRevert(RecoveryModule.GuardianSuspended.selector, abi.encode(index));
        start(0, request, more);
    }

    function byFirstOf(uint256 i, bytes memory signature) private view returns (Approval[] memory) {
        return only(approval(policyFor(i), signer(i), signature));
    }

    /// C-49 Afterwards the mailbox is a guardian again by the successor's word; what ended stays so.
    function test_stolenAttester_isFollowedByItsSuccessor() public {
        bytes32[3] memory hashes = stolen();
        revoke();
        uint8 index = indexOf(policyFor(0), signer(0));
        module.invalidate(address(account), abi.encode(policyFor(0)), hashes[0], index);
        vm.prank(ADMIN);
        guardian.addRole(successor.addr, Roles.Role.Attester);
        Request memory request = requestFor(0);
        request.deadline = uint40(block.timestamp + 10 days);
        bytes32 hash = hashOf(request);
        vm.warp(block.timestamp + 7 days - 1);
        startsNot(0, request, byEmail(successor, 0, hash));
        vm.warp(block.timestamp + 1);
        startsNot(0, request, byEmail(attester, 0, hash));
        start(0, request, byEmail(successor, 0, hash));
        expectState(0, hashes[0], RecoveryModule.State.Dead, "the thief's");
        vm.warp(block.timestamp + DELAY);
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "the new key");
    }

    /// C-49 An approval that the thief recorded counts again when the suspension is over, and then waits the full delay like
    /// any other; one cancellation ends it and all else that was recorded.
    function test_stolenAttester_whatItRecorded_waitsTheFullDelay() public {
        vm.prank(ADMIN);
        guardian.addRole(successor.addr, Roles.Role.Attester);
        vm.warp(block.timestamp + 7 days);
        Request memory request = requestFor(0);
        bytes32 hash = hashOf(request);
        module.record(signer(0), hash, attested(attester, 0, hash));
        revoke();
        vm.warp(block.timestamp + 72 hours + 1);
        start(0, request, byFirstOf(0, ""));
        assertEq(readyOf(hash), block.timestamp + DELAY, "ready");
        vm.prank(address(account));
        module.cancel();
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 2, 3));
        start(0, request, byFirstOf(0, ""));
    }
}
