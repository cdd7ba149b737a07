// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Policy} from "../../src/Policy.sol";
import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Scope} from "../../src/RecoveryDigests.sol";
import {SignerQueries} from "../../src/SignerQueries.sol";
import {StubRotator} from "../mocks/Rotators.sol";
import {Passkey} from "../support/Passkeys.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract CancelWithSignatureTest is RecoveryTest {
    bytes32 private constant NO_REQUEST = keccak256("no request");
    uint40 private constant DEADLINE = uint40(START_TIME + 6 hours);

    /// The owner's signature for the account's rotator.
    function signedBy(Passkey memory passkey, bytes32 hash) private view returns (bytes memory) {
        return signedBy(passkey, hash, scopesOf(1), DEADLINE);
    }

    function signedBy(Passkey memory passkey, bytes32 hash, Scope[] memory scopes, uint40 deadline)
        private
        view
        returns (bytes memory)
    {
        bytes32 digest = cancellationDigestOf(address(module), address(account), hash, scopes, deadline);
        return ownerSignature(address(validator), passkey, address(account), digest);
    }

    /// The same for the account's ERC-1271.
    function signedForAccount(Passkey memory passkey, bytes32 hash) private view returns (bytes memory) {
        return abi.encodePacked(validator, signedBy(passkey, hash));
    }

    function cancelWith(bytes32 hash, bytes memory signature) private {
        vm.prank(STRANGER);
        module.cancelWithSignature(address(account), hash, scopesOf(1), DEADLINE, signature);
    }

    function refuses(bytes32 hash, bytes memory signature) private {
        expectRevert(RecoveryModule.NotCancelled.selector, abi.encode(account, hash));
        cancelWith(hash, signature);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    // ---- what it does -----------------------------------------------------------------------------------------------

    /// C-17 The account has no ether, and its owner no other wallet: a relayer cancels.
    function test_cancelWithSignature_endsAllRequests() public {
        bytes32 hash = started(aRequest());
        bytes32 other = started(anAddition());
        bytes memory signature = signedBy(ownerPasskey, hash);
        assertEq(address(account).balance, 0, "ether");
        vm.expectEmit(address(module));
        emit RecoveryModule.RecoveriesCancelled(address(account), 2);
        cancelWith(hash, signature);
        assertState(hash, RecoveryModule.State.Dead);
        assertState(other, RecoveryModule.State.Dead);
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    /// One prompt, all chains, each at its own epoch.
    function test_cancelWithSignature_worksOnEveryListedChain() public {
        bytes memory signature = signedForAccount(ownerPasskey, NO_REQUEST);
        uint256[3] memory chains = [CHAIN_ID - 1, CHAIN_ID, CHAIN_ID + 1];
        uint32[3] memory epochs = [uint32(5), 1, 9];
        Scope[] memory scopes = scopesOf(1);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.chainId(chains[i]);
            storeEpoch(address(account), epochs[i]);
            module.cancelWithSignature(address(account), NO_REQUEST, scopes, DEADLINE, signature);
            assertEq(epochOf(address(account)), epochs[i] + 1, "epoch");
            vm.revertToState(snapshot);
        }
    }

    /// On a chain where the request was not started, the account itself is asked.
    function test_cancelWithSignature_asksTheAccount_whereThereIsNoRequest() public {
        bytes memory signature = signedForAccount(ownerPasskey, NO_REQUEST);
        refuses(NO_REQUEST, signedBy(ownerPasskey, NO_REQUEST));
        cancelWith(NO_REQUEST, signature);
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    /// A request of an earlier epoch names no rotator any more.
    function test_cancelWithSignature_asksTheAccount_whereTheRequestIsOfAnOlderEpoch() public {
        bytes32 hash = started(aRequest());
        setPolicy(account, policy());
        bytes memory forRotator = signedBy(ownerPasskey, hash, scopesOf(2), DEADLINE);
        expectRevert(RecoveryModule.NotCancelled.selector, abi.encode(account, hash));
        module.cancelWithSignature(address(account), hash, scopesOf(2), DEADLINE, forRotator);
        module.cancelWithSignature(
            address(account), hash, scopesOf(2), DEADLINE, abi.encodePacked(validator, forRotator)
        );
        assertEq(epochOf(address(account)), 3, "epoch");
    }

    /// The caller never names whom to ask: another policy's rotator has no say.
    function test_cancelWithSignature_asksTheRotatorOfTheRequest() public {
        StubRotator rotator = new StubRotator();
        Policy memory rotated = policy();
        rotated.rotator = address(rotator);
        setPolicy(account, rotated);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.start(abi.encode(rotated), request, approvedBy(rotated, hash, bob));
        expectRevert(RecoveryModule.NotCancelled.selector, abi.encode(account, hash));
        module.cancelWithSignature(address(account), hash, scopesOf(2), DEADLINE, hex"01");
        rotator.setIsOwnerSignature(true);
        module.cancelWithSignature(address(account), hash, scopesOf(2), DEADLINE, hex"01");
        assertEq(epochOf(address(account)), 3, "epoch");
    }

    function test_cancelWithSignature_worksWhileReady_andAfter() public {
        bytes32 hash = started(aRequest());
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.warp(START_TIME + DELAY + i * (WINDOW + 1));
            uint40 deadline = uint40(block.timestamp);
            bytes memory signature = signedBy(ownerPasskey, hash, scopesOf(1), deadline);
            module.cancelWithSignature(address(account), hash, scopesOf(1), deadline, signature);
            assertState(hash, RecoveryModule.State.Dead);
            vm.revertToState(snapshot);
        }
    }

    // ---- refused ----------------------------------------------------------------------------------------------------

    /// C-16 Another account's passkey, a guardian, nobody.
    function test_cancelWithSignature_reverts_whenTheOwnerHasNotSigned() public {
        bytes32 hash = started(aRequest());
        bytes32 digest = cancellationDigestOf(address(module), address(account), hash, scopesOf(1), DEADLINE);
        bytes[6] memory bad = [
            bytes(""),
            new bytes(65),
            signedBy(otherPasskey, hash),
            sign(bob, digest),
            ownerSignature(address(validator), ownerPasskey, address(otherAccount), digest),
            abi.encodePacked(ownerPasskey.x, ownerPasskey.y, verification(address(validator), ownerPasskey, digest))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            refuses(hash, bad[i]);
            refuses(NO_REQUEST, bad[i]);
            refuses(NO_REQUEST, abi.encodePacked(validator, bad[i]));
        }
        assertState(hash, RecoveryModule.State.Waiting);
    }

    /// Each part of what is signed counts.
    function test_cancelWithSignature_reverts_whenSomethingElseWasSigned() public {
        bytes32 hash = started(aRequest());
        Scope[] memory other = scopesOf(1);
        other[0].epoch += 1;
        refuses(hash, signedBy(ownerPasskey, NO_REQUEST));
        refuses(hash, signedBy(ownerPasskey, hash, other, DEADLINE));
        refuses(hash, signedBy(ownerPasskey, hash, scopesOf(1), DEADLINE + 1));
        refuses(hash, ownerSignature(address(validator), ownerPasskey, address(account), hash));
        bytes32 objection = objectionDigestOf(address(module), hash);
        refuses(hash, ownerSignature(address(validator), ownerPasskey, address(account), objection));
    }

    /// A cancellation counts once.
    function test_cancelWithSignature_reverts_theSecondTime() public {
        bytes32 hash = started(aRequest());
        bytes memory signature = signedBy(ownerPasskey, hash);
        cancelWith(hash, signature);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 2));
        cancelWith(hash, signature);
    }

    function test_cancelWithSignature_worksUntilItsDeadline(uint256 ahead) public {
        uint40 deadline = uint40(START_TIME + bound(ahead, 0, 24 hours));
        bytes memory signature = signedBy(ownerPasskey, NO_REQUEST, scopesOf(1), deadline);
        signature = abi.encodePacked(validator, signature);
        vm.warp(deadline);
        module.cancelWithSignature(address(account), NO_REQUEST, scopesOf(1), deadline, signature);
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    function test_cancelWithSignature_reverts_whenTheDeadlineHasPassed() public {
        bytes memory signature = signedForAccount(ownerPasskey, NO_REQUEST);
        vm.warp(DEADLINE + 1);
        expectRevert(RecoveryModule.DeadlinePassed.selector, abi.encode(DEADLINE, DEADLINE + 1));
        cancelWith(NO_REQUEST, signature);
    }

    function test_cancelWithSignature_reverts_whenTheDeadlineIsMoreThan24HoursAhead() public {
        uint40 deadline = uint40(START_TIME + 24 hours + 1);
        bytes memory signature = signedBy(ownerPasskey, NO_REQUEST, scopesOf(1), deadline);
        signature = abi.encodePacked(validator, signature);
        expectRevert(RecoveryModule.DeadlineTooFar.selector, abi.encode(deadline, START_TIME + 24 hours));
        module.cancelWithSignature(address(account), NO_REQUEST, scopesOf(1), deadline, signature);
    }

    /// C-20
    function test_cancelWithSignature_reverts_onChainsThatAreNotListed() public {
        bytes memory signature = signedForAccount(ownerPasskey, NO_REQUEST);
        Scope[] memory scopes = scopesOf(1);
        vm.chainId(CHAIN_ID + 2);
        expectRevert(RecoveryModule.ChainNotInScopes.selector, abi.encode(CHAIN_ID + 2));
        module.cancelWithSignature(address(account), NO_REQUEST, scopes, DEADLINE, signature);
    }

    function test_cancelWithSignature_reverts_whenScopesAreMalformed() public {
        expectRevert(RecoveryModule.InvalidScopeCount.selector, abi.encode(0, 32));
        module.cancelWithSignature(address(account), NO_REQUEST, new Scope[](0), DEADLINE, "");
        expectRevert(RecoveryModule.InvalidScopeCount.selector, abi.encode(33, 32));
        module.cancelWithSignature(address(account), NO_REQUEST, new Scope[](33), DEADLINE, "");
        expectRevert(RecoveryModule.ScopesNotAscending.selector, abi.encode(1));
        module.cancelWithSignature(address(account), NO_REQUEST, new Scope[](2), DEADLINE, "");
    }

    /// C-02 For an account without a policy: its own signature is refused, too.
    function test_cancelWithSignature_reverts_whenNoPolicyIsSet() public {
        bytes32 digest = cancellationDigestOf(address(module), address(otherAccount), NO_REQUEST, scopesOf(0), DEADLINE);
        bytes memory signature = accountSignature(address(validator), otherPasskey, address(otherAccount), digest);
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(otherAccount));
        module.cancelWithSignature(address(otherAccount), NO_REQUEST, scopesOf(0), DEADLINE, signature);
    }

    function test_cancelWithSignature_reverts_whenTheAccountHasNoCode() public {
        expectRevert(RecoveryModule.NotCancelled.selector, abi.encode(STRANGER, NO_REQUEST));
        module.cancelWithSignature(STRANGER, NO_REQUEST, scopesOf(0), DEADLINE, hex"01");
    }

    function test_cancelWithSignature_reverts_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        Scope[] memory scopes = scopesOf(type(uint32).max);
        bytes memory signature = abi.encodePacked(validator, signedBy(ownerPasskey, NO_REQUEST, scopes, DEADLINE));
        expectRevert(RecoveryModule.EpochExhausted.selector, abi.encode(account));
        module.cancelWithSignature(address(account), NO_REQUEST, scopes, DEADLINE, signature);
    }

    /// A key that was removed cancels nothing.
    function test_cancelWithSignature_reverts_whenTheKeyWasRemoved() public {
        bytes32 hash = started(aRequest());
        bytes memory signature = signedBy(ownerPasskey, hash);
        bytes memory replacement = signedBy(otherPasskey, hash);
        vm.prank(address(account));
        validator.replacePasskeys(publicKey(otherPasskey));
        refuses(hash, signature);
        cancelWith(hash, replacement);
        assertState(hash, RecoveryModule.State.Dead);
    }

    /// C-35 With too little gas the owner's answer is not taken for a no.
    function test_cancelWithSignature_isAllOrNothing_whateverTheGas() public {
        bytes32 hash = started(aRequest());
        bytes memory data = abi.encodeCall(
            module.cancelWithSignature, (address(account), hash, scopesOf(1), DEADLINE, signedBy(ownerPasskey, hash))
        );
        uint256 successes;
        for (uint256 gas_ = 30_000; gas_ < 500_000; gas_ += 2_000) {
            uint256 snapshot = vm.snapshotState();
            vm.cool(address(module));
            vm.cool(address(validator));
            (bool success, bytes memory error_) = address(module).call{gas: gas_}(data);
            assertState(hash, success ? RecoveryModule.State.Dead : RecoveryModule.State.Waiting);
            if (success) ++successes;
            else assertNotEq(errorOf(error_), RecoveryModule.NotCancelled.selector, "a starved answer");
            vm.revertToState(snapshot);
        }
        assertGt(successes, 20, "successes");
        (, bytes memory starved) = address(module).call{gas: 250_000}(data);
        assertEq(errorOf(starved), SignerQueries.TooLittleGas.selector, "error");
    }
}
