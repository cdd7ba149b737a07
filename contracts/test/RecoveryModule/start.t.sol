// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Policy} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {StubRotator} from "../mocks/Rotators.sol";
import {Wallet} from "../support/Policies.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract StartTest is RecoveryTest {
    // ---- what it does -----------------------------------------------------------------------------------------------

    function test_start_startsTheWaitingTime() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        uint40 ready = uint40(START_TIME + DELAY);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryStarted(
            address(account), hash, request.newSigner, true, ready, ready + uint40(WINDOW), bitOf(bob)
        );
        vm.prank(STRANGER);
        module.start(policyBytes(), request, approvedBy(hash, bob));

        RecoveryModule.Recovery memory recovery = module.recoveryOf(address(account), hash);
        assertEq(recovery.rotator, address(validator), "rotator");
        assertEq(recovery.ready, ready, "ready");
        assertEq(recovery.windowHours, WINDOW_HOURS, "window");
        assertEq(recovery.epoch, 1, "epoch");
        assertEq(recovery.approvers, bitOf(bob), "approvers");
        assertState(hash, RecoveryModule.State.Waiting);
        assertEq(epochOf(address(account)), 1, "the account's epoch");
        assertFalse(isOwner(request.newSigner), "owner already");
    }

    /// The best tier that the weight reaches counts, written down here a second time.
    function test_start_waitsForTheBestTierThatIsReached(uint8 chosen) public {
        Wallet[3] memory all = [alice, bob, carol];
        uint256 weight;
        uint256 count;
        Wallet[] memory wallets = new Wallet[](3);
        for (uint256 i = 0; i < 3; ++i) {
            if ((chosen >> i) & 1 == 0) continue;
            wallets[count++] = all[i];
            weight += i + 1;
        }
        assembly ("memory-safe") {
            mstore(wallets, count)
        }
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        if (weight < 2) expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(weight, 2));
        module.start(policyBytes(), request, approvedBy(policy(), hash, wallets));
        if (weight < 2) return;
        uint256 delay = weight >= 6 ? 0 : weight >= 4 ? SHORT_DELAY : DELAY;
        assertEq(readyOf(hash), START_TIME + delay, "ready");
        assertState(hash, delay == 0 ? RecoveryModule.State.Ready : RecoveryModule.State.Waiting);
    }

    /// C-11 The clock starts with the request, not with the approvals.
    function test_start_waitsTheFullDelay_howeverOldTheApprovalsAre() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        Approval[] memory approvals = approvedBy(hash, bob);
        vm.warp(START_TIME + 71 hours);
        module.start(policyBytes(), request, approvals);
        assertEq(readyOf(hash), START_TIME + 71 hours + 72 hours, "ready");
    }

    /// Requests live side by side: one does not touch, delay or block another.
    function test_start_leavesOtherRequestsAlone() public {
        Request memory first = aRequest();
        bytes32 firstHash = started(first);
        vm.warp(START_TIME + 1 hours);
        Request memory second = aRequest();
        second.newSigner = passkeySigner(otherPasskey);
        bytes32 secondHash = started(second);
        Request memory third = anAddition();
        bytes32 thirdHash = started(third);
        assertEq(readyOf(firstHash), START_TIME + DELAY, "first");
        assertEq(readyOf(secondHash), START_TIME + DELAY + 1 hours, "second");
        assertEq(readyOf(thirdHash), START_TIME + DELAY + 1 hours, "third");
        vm.warp(START_TIME + DELAY);
        assertState(firstHash, RecoveryModule.State.Ready);
        assertState(secondHash, RecoveryModule.State.Waiting);
        module.execute(first, acceptanceOf(first));
        assertState(secondHash, RecoveryModule.State.Dead);
        assertState(thirdHash, RecoveryModule.State.Dead);
    }

    // ---- started again ----------------------------------------------------------------------------------------------

    /// C-11 More weight later shortens; the guardians who approved before need not sign again.
    function test_start_advances_withMoreWeight() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + 10 hours);
        uint40 ready = uint40(block.timestamp + SHORT_DELAY);
        uint16 approvers = bitOf(bob) | bitOf(carol);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryAdvanced(address(account), hash, ready, ready + uint40(WINDOW), approvers);
        module.start(policyBytes(), request, approvedBy(hash, carol));
        assertEq(readyOf(hash), ready, "ready");
        assertEq(module.recoveryOf(address(account), hash).approvers, approvers, "approvers");
    }

    /// C-11 A better tier that would end later changes the approvers, and never the time.
    function test_start_neverPostpones() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY - SHORT_DELAY + 1);
        module.start(policyBytes(), request, approvedBy(hash, carol));
        assertEq(readyOf(hash), START_TIME + DELAY, "ready");
        assertEq(module.recoveryOf(address(account), hash).approvers, bitOf(bob) | bitOf(carol), "approvers");
    }

    function test_start_onlyEverShortens(uint256 first, uint256 second, uint8 who) public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + bound(first, 0, 5 days));
        if (module.state(address(account), hash) > RecoveryModule.State.Ready) return;
        module.start(policyBytes(), request, approvedBy(hash, who % 2 == 0 ? alice : carol));
        uint256 between = readyOf(hash);
        assertLe(between, START_TIME + DELAY, "postponed");
        vm.warp(block.timestamp + bound(second, 0, 5 days));
        if (module.state(address(account), hash) > RecoveryModule.State.Ready || block.timestamp > request.deadline) {
            return;
        }
        module.start(policyBytes(), request, approvedBy(hash, alice, carol));
        assertLe(readyOf(hash), between, "postponed by the second");
        assertEq(module.recoveryOf(address(account), hash).approvers, 7, "approvers");
    }

    function test_start_makesReadyAtOnce_whenAllHaveApproved() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + 5);
        module.start(policyBytes(), request, approvedBy(hash, alice, carol));
        assertEq(readyOf(hash), START_TIME + 5, "ready");
        assertState(hash, RecoveryModule.State.Ready);
    }

    /// C-05 The same approvals once more change nothing, and nothing is logged.
    function test_start_doesNothing_whenNothingChanges() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + 1 hours);
        vm.recordLogs();
        vm.record();
        module.start(policyBytes(), request, approvedBy(hash, bob));
        module.start(policyBytes(), request, noApprovals());
        assertEq(vm.getRecordedLogs().length, 0, "logs");
        (, bytes32[] memory writes) = vm.accesses(address(module));
        assertEq(writes.length, 0, "writes");
        assertEq(readyOf(hash), START_TIME + DELAY, "ready");
    }

    function test_start_keepsTheTime_whenItIsReadyAlready() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY + 1 hours);
        module.start(policyBytes(), request, approvedBy(hash, alice, carol));
        assertEq(readyOf(hash), START_TIME + DELAY, "ready");
    }

    // ---- refused: account, policy -----------------------------------------------------------------------------------

    /// C-02
    function test_start_reverts_whenNoPolicyIsSet() public {
        Request memory request = requestOf(address(otherAccount), passkeySigner(newPasskey), 0);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    function test_start_reverts_whenThePolicyIsAnother() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        Policy memory another = policy();
        another.tiers[0].delay = 1 days + 1;
        bytes32 expected = bytes32(bytes23(keccak256(policyBytes())));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(abi.encode(another)), expected));
        module.start(abi.encode(another), request, approvedBy(hash, bob));
    }

    /// C-23 Not one bit of the policy's bytes can be another, and nothing can follow them.
    function test_start_reverts_whenThePolicysBytesAreOthers(uint256 position, bytes1 flip, bytes calldata more)
        public
    {
        vm.assume(flip != 0);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        bytes memory changed = policyBytes();
        if (more.length == 0) changed[position % changed.length] ^= flip;
        else changed = abi.encodePacked(changed, more);
        bytes32 expected = bytes32(bytes23(keccak256(policyBytes())));
        expectRevert(RecoveryModule.WrongPolicy.selector, abi.encode(account, keccak256(changed), expected));
        module.start(changed, request, approvedBy(hash, bob));
    }

    /// C-19 Both accounts have the same guardians; what was signed for one does not count for the other.
    function test_start_reverts_whenApprovedForAnotherAccount() public {
        setPolicy(otherAccount, policy());
        Request memory request = aRequest();
        Approval[] memory approvals = approvedBy(hashOf(request), bob);
        request.account = address(otherAccount);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hashOf(request), hashOf(bob)));
        module.start(policyBytes(), request, approvals);
    }

    /// Every field of a request is part of what guardians sign.
    function test_start_reverts_whenAnyFieldIsNotTheApprovedOne() public {
        Approval[] memory approvals = approvedBy(hashOf(aRequest()), bob);
        Request[5] memory changed = [aRequest(), aRequest(), aRequest(), aRequest(), aRequest()];
        changed[0].newSigner = passkeySigner(otherPasskey);
        changed[1].replace = false;
        changed[2].deadline -= 1;
        changed[3].scopes[0].epoch += 1;
        changed[4].scopes[2].chainId += 1;
        for (uint256 i = 0; i < changed.length; ++i) {
            expectRevert(RecoveryModule.NotApproved.selector, abi.encode(hashOf(changed[i]), hashOf(bob)));
            module.start(policyBytes(), changed[i], approvals);
        }
    }

    // ---- refused: time ----------------------------------------------------------------------------------------------

    function test_start_worksInTheLastSecond() public {
        Request memory request = aRequest();
        vm.warp(request.deadline);
        assertState(started(request), RecoveryModule.State.Waiting);
    }

    function test_start_reverts_whenTheDeadlineHasPassed() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        vm.warp(request.deadline + 1);
        expectRevert(RecoveryModule.DeadlinePassed.selector, abi.encode(request.deadline, request.deadline + 1));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    function test_start_reverts_whenTheDeadlineIsMoreThan30DaysAhead() public {
        Request memory request = aRequest();
        request.deadline = uint40(START_TIME + 30 days + 1);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.DeadlineTooFar.selector, abi.encode(request.deadline, START_TIME + 30 days));
        module.start(policyBytes(), request, approvedBy(hash, bob));
        request.deadline -= 1;
        assertState(started(request), RecoveryModule.State.Waiting);
    }

    /// C-38 A time that does not fit is an error, not a time in the past.
    function test_start_reverts_whenTheReadyTimeOverflows() public {
        vm.warp(type(uint32).max - DELAY + 1);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        expectRevert(SafeCast.SafeCastOverflowedUintDowncast.selector, abi.encode(32, uint256(type(uint32).max) + 1));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    /// C-13 After its window a request stays Expired for ever; another deadline makes another one, in the same epoch.
    function test_start_reverts_whenTheRequestHasExpired() public {
        Request memory request = aRequest();
        request.deadline = uint40(START_TIME + 30 days);
        bytes32 hash = started(request);
        vm.warp(START_TIME + DELAY + WINDOW + 1);
        expectRevert(
            RecoveryModule.WrongState.selector,
            abi.encode(hash, RecoveryModule.State.Expired, RecoveryModule.State.None)
        );
        module.start(policyBytes(), request, approvedBy(hash, bob));
        expectRevert(
            RecoveryModule.WrongState.selector,
            abi.encode(hash, RecoveryModule.State.Expired, RecoveryModule.State.None)
        );
        module.start(policyBytes(), request, approvedByAll(hash));

        Request memory next = aRequest();
        bytes32 nextHash = started(next);
        assertState(nextHash, RecoveryModule.State.Waiting);
        assertState(hash, RecoveryModule.State.Expired);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    /// C-52 What was approved for a request that expired does not count for one with another deadline.
    function test_start_reverts_whenApprovedForAnotherDeadline() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.record(signerOf(bob), hash, sign(bob, hash));
        started(request);
        vm.warp(START_TIME + DELAY + WINDOW + 1);
        Request memory next = aRequest();
        bytes memory error_ = abi.encode(hashOf(next), hashOf(bob));
        expectRevert(RecoveryModule.NotApproved.selector, error_);
        module.start(policyBytes(), next, approvedBy(hash, bob));
        expectRevert(RecoveryModule.NotApproved.selector, error_);
        module.start(policyBytes(), next, only(approval(policy(), signerOf(bob), "")));
        expectRevert(RecoveryModule.NotEnoughWeight.selector, abi.encode(0, 2));
        module.start(policyBytes(), next, noApprovals());
    }

    /// C-52 After any change of the epoch they do not count for the identical request either.
    function test_start_reverts_whenEpochIsOld() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.record(signerOf(bob), hash, sign(bob, hash));
        started(request);
        vm.prank(address(account));
        module.cancel();
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.start(policyBytes(), request, approvedByAll(hash));
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.start(policyBytes(), request, only(approval(policy(), signerOf(bob), "")));
    }

    function test_start_reverts_whenEpochIsToCome() public {
        Request memory request = requestOf(address(account), passkeySigner(newPasskey), 2);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 2, 1));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    // ---- refused: chains --------------------------------------------------------------------------------------------

    /// C-20 One signature counts on every chain that it lists, at that chain's epoch, and on no other.
    function test_start_countsOnEveryListedChain_atItsEpoch() public {
        Request memory request = aRequest();
        Approval[] memory approvals = approvedBy(hashOf(request), bob);
        uint256[3] memory chains = [CHAIN_ID - 1, CHAIN_ID, CHAIN_ID + 1];
        uint32[3] memory epochs = [uint32(5), 1, 9];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.chainId(chains[i]);
            storeEpoch(address(account), epochs[i] + 1);
            expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, epochs[i], epochs[i] + 1));
            module.start(policyBytes(), request, approvals);
            storeEpoch(address(account), epochs[i]);
            module.start(policyBytes(), request, approvals);
            assertState(hashOf(request), RecoveryModule.State.Waiting);
            vm.revertToState(snapshot);
        }
    }

    /// C-20 The domain separator was computed on another chain id; what counts is the one of now (a fork may change it).
    function test_start_reverts_onChainsThatAreNotListed(uint64 chainId) public {
        vm.assume(chainId > CHAIN_ID + 1 || chainId < CHAIN_ID - 1);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        vm.chainId(chainId);
        expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(chainId));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    function test_start_reverts_whenThereIsNoScope() public {
        Request memory request = aRequest();
        request.scopes = new Scope[](0);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.InvalidScopeCount.selector, abi.encode(0, 32));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    function test_start_takes32Scopes_andNotOneMore() public {
        Request memory request = aRequest();
        request.scopes = scopesAround(33);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.InvalidScopeCount.selector, abi.encode(33, 32));
        module.start(policyBytes(), request, approvedBy(hash, bob));
        request.scopes = scopesAround(32);
        assertState(started(request), RecoveryModule.State.Waiting);
    }

    function test_start_reverts_whenScopesAreNotAscending() public {
        Request memory request = aRequest();
        (request.scopes[0], request.scopes[1]) = (request.scopes[1], request.scopes[0]);
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.ScopesNotAscending.selector, abi.encode(1));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    function test_start_reverts_whenAChainIsListedTwice() public {
        Request memory request = aRequest();
        request.scopes[2] = Scope({chainId: CHAIN_ID, epoch: 2});
        bytes32 hash = hashOf(request);
        expectRevert(RecoveryModule.ScopesNotAscending.selector, abi.encode(2));
        module.start(policyBytes(), request, approvedBy(hash, bob));
    }

    /// C-34 Whole addresses are compared: one that differs from a guardian's in its first byte only is another wallet.
    function test_start_takesAWalletThatIsAlmostAGuardian() public {
        Policy memory rotated = defaultPolicy(address(new StubRotator()));
        setPolicy(account, rotated);
        bytes memory almost = signerOf(alice);
        almost[0] ^= 0x01;
        Request memory request = requestOf(address(account), almost, 2);
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        assertState(hash, RecoveryModule.State.Waiting);
    }
}
