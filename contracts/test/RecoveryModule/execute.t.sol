// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {
    IERC7579Execution,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {Policy} from "../../src/Policy.sol";
import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {HostileModule, StubValidator} from "../mocks/Modules.sol";
import {RawRotator, StubRotator} from "../mocks/Rotators.sol";
import {Token} from "../mocks/Token.sol";
import {Passkey} from "../support/Passkeys.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract ExecuteTest is RecoveryTest {
    /// Started by bob and ready now.
    function readied(Request memory request) private returns (bytes32 hash) {
        hash = started(request);
        vm.warp(readyOf(hash));
    }

    /// The owner adds a passkey.
    function add(Passkey memory passkey) private {
        vm.prank(address(account));
        validator.addPasskey(publicKey(passkey));
    }

    // ---- what it does -----------------------------------------------------------------------------------------------

    function test_execute_replacesAllKeys() public {
        add(otherPasskey);
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        bytes memory acceptance = acceptanceOf(request);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeysRevoked(address(account), 2);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryExecuted(address(account), hash, request.newSigner, true, 2);
        vm.prank(STRANGER);
        module.execute(request, acceptance);

        assertTrue(isOwner(request.newSigner), "the new key");
        assertFalse(isOwner(passkeySigner(ownerPasskey)), "the first key");
        assertFalse(isOwner(passkeySigner(otherPasskey)), "the second key");
        assertEq(validator.passkeyCount(address(account)), 1, "count");
        assertEq(epochOf(address(account)), 2, "epoch");
        (bytes23 commitment,,) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policyBytes())), "the policy stays");
        assertEq(module.recoveryOf(address(account), hash).rotator, address(0), "slot");
    }

    function test_execute_addsAKey() public {
        Request memory request = anAddition();
        bytes32 hash = readied(request);
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveryExecuted(address(account), hash, request.newSigner, false, 2);
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "the new key");
        assertTrue(isOwner(passkeySigner(ownerPasskey)), "the old key");
    }

    /// C-22 On each chain the account has other keys in another order; exactly what was named happens.
    function test_execute_changesExactlyTheNamedKey_whateverTheKeysAre() public {
        Passkey memory third = passkeyOf("third");
        Request memory request = anAddition();
        for (uint256 chain = 0; chain < 2; ++chain) {
            uint256 snapshot = vm.snapshotState();
            vm.chainId(CHAIN_ID + chain);
            storeEpoch(address(account), chain == 0 ? 1 : 9);
            readied(request);
            add(chain == 0 ? otherPasskey : third);
            add(chain == 0 ? third : otherPasskey);
            if (chain == 1) _remove(ownerPasskey);
            module.execute(request, acceptanceOf(request));
            assertTrue(isOwner(request.newSigner), "new");
            assertTrue(isOwner(passkeySigner(otherPasskey)), "other");
            assertTrue(isOwner(passkeySigner(third)), "third");
            assertEq(isOwner(passkeySigner(ownerPasskey)), chain == 0, "owner");
            vm.revertToState(snapshot);
        }
    }

    /// C-23 One default call without value to the validator, and nothing else.
    function test_execute_makesOneCallToTheValidator() public {
        Request memory request = aRequest();
        readied(request);
        bytes memory call = abi.encodeCall(PasskeyValidator.replacePasskeys, (publicKey(newPasskey)));
        vm.expectCall(
            address(account),
            abi.encodeCall(
                IERC7579Execution.executeFromExecutor,
                (bytes32(0), abi.encodePacked(address(validator), uint256(0), call))
            ),
            1
        );
        vm.expectCall(address(validator), call, 1);
        module.execute(request, acceptanceOf(request));
    }

    /// C-34 A thief who adds the new key while the owner waits does not keep `replace`, or an addition, from ending well.
    function test_execute_works_whenTheNewKeyHasBecomeOne() public {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            Request memory request = i == 0 ? aRequest() : anAddition();
            readied(request);
            add(newPasskey);
            module.execute(request, acceptanceOf(request));
            assertTrue(isOwner(request.newSigner), "new");
            assertEq(isOwner(passkeySigner(ownerPasskey)), i == 1, "owner");
            assertEq(epochOf(address(account)), 2, "epoch");
            vm.revertToState(snapshot);
        }
    }

    function test_execute_endsAllOtherRequests() public {
        Request memory request = aRequest();
        Request memory other = anAddition();
        bytes32 otherHash = started(other);
        readied(request);
        module.execute(request, acceptanceOf(request));
        assertState(otherHash, RecoveryModule.State.Dead);
        _refuses(
            other,
            acceptanceOf(other),
            RecoveryModule.WrongState.selector,
            abi.encode(otherHash, RecoveryModule.State.Dead, RecoveryModule.State.Ready)
        );
    }

    // ---- time -------------------------------------------------------------------------------------------------------

    /// C-10 C-11 Never before `ready`, from `ready` to `end` always, never after.
    function test_execute_worksFromReadyToEnd(uint256 offset, bool atEnd) public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        uint256 ready = START_TIME + DELAY;
        uint256 end = ready + WINDOW;
        uint256 time = (atEnd ? end : ready) - 2 + offset % 5;
        vm.warp(time);
        bytes memory acceptance = acceptanceOf(request);
        if (time < ready) {
            _refuses(request, acceptance, RecoveryModule.NotReady.selector, abi.encode(hash, ready, time));
        } else if (time > end) {
            _refusesInState(request, acceptance, hash, RecoveryModule.State.Expired);
        } else {
            module.execute(request, acceptance);
        }
        assertEq(isOwner(request.newSigner), time >= ready && time <= end, "executed");
    }

    /// C-10
    function test_execute_worksAtBothEdges_andNotBeyond() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        bytes memory acceptance = acceptanceOf(request);
        uint256[4] memory times =
            [START_TIME + DELAY - 1, START_TIME + DELAY, START_TIME + DELAY + WINDOW, START_TIME + DELAY + WINDOW + 1];
        for (uint256 i = 0; i < 4; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.warp(times[i]);
            if (i == 0) {
                bytes memory values = abi.encode(hash, times[1], times[0]);
                _refuses(request, acceptance, RecoveryModule.NotReady.selector, values);
            } else if (i == 3) {
                _refusesInState(request, acceptance, hash, RecoveryModule.State.Expired);
            } else {
                module.execute(request, acceptance);
            }
            assertEq(isOwner(request.newSigner), i == 1 || i == 2, "executed");
            vm.revertToState(snapshot);
        }
    }

    /// The request's deadline is for the start; the window alone says until when it can be executed.
    function test_execute_worksAfterTheRequestsDeadline() public {
        Request memory request = aRequest();
        request.deadline = uint40(START_TIME + 1);
        readied(request);
        module.execute(request, acceptanceOf(request));
        assertTrue(isOwner(request.newSigner), "executed");
    }

    /// C-13
    function test_execute_reverts_forEver_whenExpired() public {
        Request memory request = aRequest();
        bytes32 hash = started(request);
        vm.warp(START_TIME + 1000 days);
        _refusesInState(request, acceptanceOf(request), hash, RecoveryModule.State.Expired);
    }

    // ---- refused ----------------------------------------------------------------------------------------------------

    /// C-02
    function test_execute_reverts_whenNothingWasStarted() public {
        Request memory request = aRequest();
        _refusesInState(request, acceptanceOf(request), hashOf(request), RecoveryModule.State.None);
        request.account = address(otherAccount);
        _refusesInState(request, acceptanceOf(request), hashOf(request), RecoveryModule.State.None);
    }

    function test_execute_reverts_theSecondTime() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        module.execute(request, acceptanceOf(request));
        _refusesInState(request, acceptanceOf(request), hash, RecoveryModule.State.None);
    }

    /// Every field of a request is part of its name.
    function test_execute_reverts_whenAnyFieldIsAnother() public {
        Request memory request = aRequest();
        readied(request);
        Request[5] memory changed =
            [copyOf(request), copyOf(request), copyOf(request), copyOf(request), copyOf(request)];
        changed[0].newSigner = passkeySigner(otherPasskey);
        changed[1].replace = false;
        changed[2].deadline += 1;
        changed[3].scopes[0].epoch += 1;
        changed[4].account = address(otherAccount);
        for (uint256 i = 0; i < changed.length; ++i) {
            _refusesInState(changed[i], acceptanceOf(changed[i]), hashOf(changed[i]), RecoveryModule.State.None);
        }
    }

    /// C-20 Waiting was on this chain: a fork that changes the chain id has the request, too, and its own list of chains is
    /// part of it; what counts is the request's slot here.
    function test_execute_reverts_onChainsWhereItWasNotStarted() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        uint256 snapshot = vm.snapshotState();
        readied(request);
        vm.revertToState(snapshot);
        vm.chainId(CHAIN_ID + 1);
        _refusesInState(request, acceptanceOf(request), hash, RecoveryModule.State.None);
    }

    /// C-20 A fork that gives the chain another id after the start takes the request with it, but not its effect.
    function test_execute_reverts_whenTheChainHasAnotherIdThanAtTheStart() public {
        Request memory request = aRequest();
        readied(request);
        bytes memory acceptance = acceptanceOf(request);
        vm.chainId(CHAIN_ID + 77);
        expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 77));
        module.execute(request, acceptance);
    }

    function test_execute_reverts_whenTheNewKeyHasNotAccepted() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        bytes[5] memory bad = [
            bytes(""),
            acceptanceOf(request, otherPasskey),
            verification(address(validator), newPasskey, hash),
            sign(newPasskey, acceptanceDigestOf(address(module), hash)),
            ownerSignature(address(validator), newPasskey, address(account), acceptanceDigestOf(address(module), hash))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            expectRevert(RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
            module.execute(request, bad[i]);
            assertState(hash, RecoveryModule.State.Ready);
        }
    }

    function test_execute_reverts_whenAnotherRequestWasAccepted() public {
        Request memory request = aRequest();
        Request memory other = anAddition();
        bytes32 hash = readied(request);
        _refuses(request, acceptanceOf(other), RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
    }

    /// C-14 C-46 Cancelled and executed in one block: the first one wins, the second one reverts.
    function test_execute_reverts_whenCancelledInTheSameBlock() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        uint256 snapshot = vm.snapshotState();
        vm.prank(address(account));
        module.cancel();
        _refusesInState(request, acceptanceOf(request), hash, RecoveryModule.State.Dead);
        assertFalse(isOwner(request.newSigner), "executed");

        vm.revertToState(snapshot);
        bytes32 digest =
            cancellationDigestOf(address(module), address(account), hash, request.scopes, uint40(block.timestamp));
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), digest);
        module.execute(request, acceptanceOf(request));
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        module.cancelWithSignature(address(account), hash, request.scopes, uint40(block.timestamp), signature);
        assertTrue(isOwner(request.newSigner), "executed");
    }

    /// C-08 A policy change ends what waits, even one that needs less.
    function test_execute_reverts_whenThePolicyHasChanged() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        Policy memory lower = policy();
        lower.tiers[0].weight = 1;
        setPolicy(account, lower);
        _refusesInState(request, acceptanceOf(request), hash, RecoveryModule.State.Dead);
    }

    /// C-02 Removed without onUninstall (another account might): the account refuses the module's call.
    function test_execute_reverts_whenTheModuleIsNotInstalled() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        vm.prank(address(account));
        account.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        setPolicy(account, policy());
        storeEpoch(address(account), 1);
        assertState(hash, RecoveryModule.State.Ready);
        _refuses(
            request,
            acceptanceOf(request),
            ERC7579Utils.ERC7579UninstalledModule.selector,
            abi.encode(MODULE_TYPE_EXECUTOR, address(module))
        );
    }

    function test_execute_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        _refuses(request, acceptanceOf(request), RecoveryModule.EpochExhausted.selector, abi.encode(account));
        assertState(hash, RecoveryModule.State.Ready);
    }

    /// C-34 The passkey validator was removed while the request waited: the error is the rotator's own.
    function test_execute_reverts_whenTheRotatorRefuses() public {
        StubValidator another = new StubValidator();
        Request memory request = aRequest();
        readied(request);
        vm.startPrank(address(account));
        account.installModule(MODULE_TYPE_VALIDATOR, address(another), "");
        account.uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        vm.stopPrank();
        _refuses(request, acceptanceOf(request), PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(account));
    }

    // ---- rotators that want more ------------------------------------------------------------------------------------

    function rotatedBy(address rotator) private returns (Policy memory rotated) {
        rotated = policy();
        rotated.rotator = rotator;
        setPolicy(account, rotated);
    }

    /// C-23 What no rotator may make the account do, not even after a call that it may.
    function test_execute_reverts_whenTheRotatorWantsAForbiddenCall() public {
        Token token = new Token();
        token.mint(address(account), 5);
        vm.deal(address(account), 3 ether);
        HostileModule executor = new HostileModule();
        vm.prank(address(account));
        account.installModule(MODULE_TYPE_EXECUTOR, address(executor), "");
        address[8] memory targets = [
            address(token),
            address(account),
            address(module),
            address(0),
            STRANGER,
            address(entryPoint),
            address(executor),
            address(validator)
        ];
        for (uint256 i = 0; i < targets.length; ++i) {
            uint256 value = targets[i] == address(validator) ? 1 : 0;
            StubRotator rotator = new StubRotator();
            Policy memory rotated = rotatedBy(address(rotator));
            Request memory request = aRequest();
            bytes32 hash = hashOf(request);
            bytes memory data = abi.encodeCall(token.transfer, (STRANGER, 5));
            // Zero means the account itself (ERC-7579). These three are refused whatever the account calls installed.
            bytes memory asked = abi.encodeCall(account.isModuleInstalled, (MODULE_TYPE_VALIDATOR, targets[i], ""));
            if (i == 1 || i == 2 || i == 3) vm.mockCall(address(account), asked, abi.encode(true));

            module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
            vm.warp(readyOf(hash));
            rotator.want(address(validator), 0, abi.encodeCall(validator.replacePasskeys, (publicKey(newPasskey))));
            rotator.want(targets[i], value, data);
            _refuses(
                request, acceptanceOf(request), RecoveryModule.ForbiddenCall.selector, abi.encode(targets[i], value)
            );
            assertTrue(isOwner(passkeySigner(ownerPasskey)), "the good call before it was undone");
        }
        assertEq(token.balanceOf(address(account)), 5, "tokens");
        assertEq(address(account).balance, 3 ether, "ether");
    }

    /// Several calls to installed validators are made in their order.
    function test_execute_makesAllCallsOfTheRotator() public {
        StubValidator another = new StubValidator();
        vm.prank(address(account));
        account.installModule(MODULE_TYPE_VALIDATOR, address(another), "");
        StubRotator rotator = new StubRotator();
        rotator.want(address(another), 0, abi.encodeCall(another.setOwner, (alice.addr)));
        rotator.want(address(another), 0, abi.encodeCall(another.setOwner, (STRANGER)));
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));
        vm.expectCall(address(account), abi.encodeCall(account.isModuleInstalled, (1, address(another), "")), 2);
        module.execute(request, acceptanceOf(request));
        assertEq(another.owner(), STRANGER, "the last owner");
        assertEq(another.calls(), 2, "calls");
    }

    /// Accounts of other makes are owned by an address: its key accepts.
    function test_execute_takesAWalletAsNewSigner() public {
        StubValidator another = new StubValidator();
        vm.prank(address(account));
        account.installModule(MODULE_TYPE_VALIDATOR, address(another), "");
        StubRotator rotator = new StubRotator();
        rotator.want(address(another), 0, abi.encodeCall(another.setOwner, (STRANGER)));
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = requestOf(address(account), signerOf(walletOf("dora")), 2);
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));
        bytes32 digest = acceptanceDigestOf(address(module), hash);
        expectRevert(RecoveryModule.NotAccepted.selector, abi.encode(hash, request.newSigner));
        module.execute(request, sign(alice, digest));
        module.execute(request, sign(walletOf("dora"), digest));
        assertEq(another.owner(), STRANGER, "owner");
    }

    /// C-35 The calls succeed and the key is still no owner's: all is undone.
    function test_execute_reverts_whenTheNewSignerIsNoOwnerInTheEnd() public {
        StubRotator rotator = new StubRotator();
        rotator.setIsOwner(false);
        rotator.want(address(validator), 0, abi.encodeCall(validator.addPasskey, (publicKey(otherPasskey))));
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));
        _refuses(
            request, acceptanceOf(request), RecoveryModule.NotOwner.selector, abi.encode(account, request.newSigner)
        );
        assertFalse(isOwner(passkeySigner(otherPasskey)), "the call was undone");
        assertState(hash, RecoveryModule.State.Ready);
    }

    /// C-35 A call that fails is not passed over.
    function test_execute_passesOnTheErrorOfACall() public {
        StubRotator rotator = new StubRotator();
        rotator.want(address(validator), 0, abi.encodeCall(validator.addPasskey, (publicKey(ownerPasskey))));
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));
        _refuses(
            request,
            acceptanceOf(request),
            PasskeyValidator.PasskeyAlreadyAdded.selector,
            abi.encode(account, keyHash(ownerPasskey))
        );
    }

    /// C-23 However a rotator encodes its answer, the module checks the calls that it makes, and makes what it checks: an
    /// encoding without sense reverts, one whose two calls share their bytes is two calls.
    function test_execute_makesOnlyCheckedCalls_howeverTheyAreEncoded() public {
        Token token = new Token();
        RawRotator rotator = new RawRotator();
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = aRequest();
        bytes memory acceptance = acceptanceOf(request);
        bytes32 hash = hashOf(request);
        rotator.answer(abi.encode(uint256(0x20), uint256(0)));
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));

        bytes memory call = abi.encode(address(token), uint256(0), uint256(0x60), uint256(0));
        bytes[4] memory nonsense = [
            bytes(""),
            abi.encode(uint256(0x20), uint256(1)),
            abi.encode(uint256(0x20), type(uint256).max),
            abi.encodePacked(uint256(0x20), uint256(1), type(uint256).max, call)
        ];
        for (uint256 i = 0; i < nonsense.length; ++i) {
            rotator.answer(nonsense[i]);
            vm.expectRevert();
            module.execute(request, acceptance);
        }
        bytes[2] memory odd = [
            // Both offsets lead to one call.
            abi.encodePacked(uint256(0x20), uint256(2), uint256(0x40), uint256(0x40), call),
            // Bytes before, between and after.
            abi.encodePacked(uint256(0x40), uint256(7), uint256(1), uint256(0x40), uint256(8), call, uint256(9))
        ];
        for (uint256 i = 0; i < odd.length; ++i) {
            rotator.answer(odd[i]);
            _refuses(request, acceptance, RecoveryModule.ForbiddenCall.selector, abi.encode(token, 0));
        }
    }

    // ---- reentrancy, gas --------------------------------------------------------------------------------------------

    /// C-29 The one call that is no staticcall goes to a validator. It re-enters with the very request that is being
    /// executed, and with a start: the epoch is raised and the slot empty already.
    function test_execute_letsNoValidatorReenter() public {
        HostileModule hostile = new HostileModule();
        vm.prank(address(account));
        account.installModule(MODULE_TYPE_VALIDATOR, address(hostile), "");
        StubRotator rotator = new StubRotator();
        rotator.want(address(hostile), 0, hex"11223344");
        Policy memory rotated = rotatedBy(address(rotator));
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        vm.warp(readyOf(hash));
        bytes[3] memory calls = [
            abi.encodeCall(module.execute, (request, acceptanceOf(request))),
            abi.encodeCall(module.start, (abi.encode(rotated), request, approvedBy(rotated, hash, bob))),
            abi.encodeCall(
                module.recover, (abi.encode(rotated), request, approvedByAll(rotated, hash), acceptanceOf(request))
            )
        ];
        bytes[3] memory errors = [
            abi.encodeWithSelector(
                RecoveryModule.WrongState.selector, hash, RecoveryModule.State.None, RecoveryModule.State.Ready
            ),
            abi.encodeWithSelector(RecoveryModule.WrongEpoch.selector, account, 2, 3),
            abi.encodeWithSelector(RecoveryModule.WrongEpoch.selector, account, 2, 3)
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            hostile.arm(address(module), calls[i]);
            module.execute(request, acceptanceOf(request));
            assertEq(hostile.calls(), 1, "calls");
            assertFalse(hostile.succeeded(), "re-entered");
            assertEq(hostile.result(), errors[i], "error");
            assertEq(epochOf(address(account)), 3, "epoch");
            vm.revertToState(snapshot);
        }
    }

    /// C-35 Whatever gas it gets: either the key has changed and the request is used up, or nothing has happened.
    function test_execute_isAllOrNothing_whateverTheGas() public {
        Request memory request = aRequest();
        bytes32 hash = readied(request);
        bytes memory data = abi.encodeCall(module.execute, (request, acceptanceOf(request)));
        uint256 snapshot = vm.snapshotState();
        uint256 gasBefore = gasleft();
        module.execute(request, acceptanceOf(request));
        uint256 most = (gasBefore - gasleft()) * 12 / 10;
        vm.revertToState(snapshot);
        uint256 successes;
        for (uint256 gas_ = 30_000; gas_ < most; gas_ += (most - 30_000) / 220) {
            snapshot = vm.snapshotState();
            vm.cool(address(module));
            vm.cool(address(validator));
            (bool success, bytes memory error_) = address(module).call{gas: gas_}(data);
            assertEq(isOwner(request.newSigner), success, "new key");
            assertEq(isOwner(passkeySigner(ownerPasskey)), !success, "old key");
            assertEq(epochOf(address(account)), success ? 2 : 1, "epoch");
            assertState(hash, success ? RecoveryModule.State.None : RecoveryModule.State.Ready);
            if (success) ++successes;
            else assertNotEq(errorOf(error_), RecoveryModule.NotAccepted.selector, "a starved verifier's answer");
            vm.revertToState(snapshot);
        }
        assertGt(successes, 20, "successes");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function _remove(Passkey memory passkey) private {
        vm.prank(address(account));
        validator.removePasskey(publicKey(passkey));
    }

    /// The acceptance is made before the revert is expected: to make it takes calls of its own (SHA-256).
    function _refuses(Request memory request, bytes memory acceptance, bytes4 selector, bytes memory values) private {
        expectRevert(selector, values);
        module.execute(request, acceptance);
    }

    function _refusesInState(
        Request memory request,
        bytes memory acceptance,
        bytes32 hash,
        RecoveryModule.State current
    ) private {
        bytes memory values = abi.encode(hash, current, RecoveryModule.State.Ready);
        _refuses(request, acceptance, RecoveryModule.WrongState.selector, values);
    }
}
