// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {SignerQueries} from "../../src/SignerQueries.sol";
import {StubVerifier, attestation} from "../mocks/StubVerifier.sol";
import {Token} from "../mocks/Token.sol";
import {
    AnsweringWallet,
    GasBurningWallet,
    OwnedWallet,
    ReentrantWallet,
    ReturnBombWallet,
    RevertingWallet
} from "../mocks/Wallets.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract RecordTest is RecoveryTest {
    bytes32 private constant DIGEST = keccak256("what guardians sign");
    uint256 private constant SECP256K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @dev What one question costs at most, and what has to be left for it (SignerQueries).
    uint256 private constant QUERY_GAS = 1_000_000;
    uint256 private constant QUERY_NEEDS = QUERY_GAS * 64 / 63 + 10_000;

    function accepts(bytes memory signer, bytes memory signature) private {
        vm.expectEmit(address(module));
        emit RecoveryModule.ApprovalRecorded(DIGEST, keccak256(signer));
        vm.prank(STRANGER);
        module.record(signer, DIGEST, signature);
        assertTrue(module.isRecorded(DIGEST, keccak256(signer)), "recorded");
    }

    function rejects(bytes memory signer, bytes memory signature) private {
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(DIGEST, keccak256(signer)));
        module.record(signer, DIGEST, signature);
        assertFalse(module.isRecorded(DIGEST, keccak256(signer)), "recorded");
    }

    function accepts(address wallet, bytes memory signature) private {
        accepts(abi.encodePacked(wallet), signature);
    }

    function rejects(address wallet, bytes memory signature) private {
        rejects(abi.encodePacked(wallet), signature);
    }

    // ---- kinds of guardians -----------------------------------------------------------------------------------------

    function test_record_acceptsAnEoa() public {
        accepts(signerOf(alice), sign(alice, DIGEST));
    }

    function test_record_acceptsAnyEoaAndDigest(uint256 privateKey, bytes32 digest) public {
        privateKey = bound(privateKey, 1, SECP256K1_N - 1);
        address wallet = vm.addr(privateKey);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        module.record(abi.encodePacked(wallet), digest, abi.encodePacked(r, s, v));
        assertTrue(module.isRecorded(digest, keccak256(abi.encodePacked(wallet))), "recorded");
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(~digest, keccak256(abi.encodePacked(wallet))));
        module.record(abi.encodePacked(wallet), ~digest, abi.encodePacked(r, s, v));
    }

    /// A wallet that has delegated (EIP-7702) to a contract that knows no ERC-1271 goes on signing with its own key.
    function test_record_acceptsAnEoaThatHasDelegated() public {
        vm.signAndAttachDelegation(address(new GasBurningWallet()), alice.privateKey);
        module.isModuleType(2);
        assertEq(alice.addr.code.length, 23, "delegated");
        accepts(signerOf(alice), sign(alice, DIGEST));
    }

    /// What it has delegated to may speak for it, too.
    function test_record_acceptsTheDelegateOfAnEoa() public {
        OwnedWallet delegate = new OwnedWallet(carol.addr);
        vm.etch(alice.addr, abi.encodePacked(hex"ef0100", delegate));
        rejects(signerOf(alice), sign(bob, DIGEST));
        accepts(signerOf(alice), sign(carol, DIGEST));
    }

    function test_record_acceptsAContractWallet() public {
        OwnedWallet wallet = new OwnedWallet(carol.addr);
        rejects(address(wallet), sign(bob, DIGEST));
        accepts(address(wallet), sign(carol, DIGEST));
    }

    function test_record_acceptsAPasskey() public {
        accepts(passkeySigner(otherPasskey), verification(address(validator), otherPasskey, DIGEST));
        rejects(passkeySigner(newPasskey), verification(address(validator), otherPasskey, DIGEST));
    }

    function test_record_acceptsAVerifiersKey() public {
        StubVerifier verifier = new StubVerifier();
        bytes memory signer = abi.encodePacked(verifier, "key");
        rejects(signer, attestation("another", DIGEST));
        accepts(signer, attestation("key", DIGEST));
        verifier.suspend("key", true);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(DIGEST, keccak256(signer)));
        module.record(signer, DIGEST, attestation("key", DIGEST));
    }

    // ---- signatures that are none -----------------------------------------------------------------------------------

    /// C-32 Nothing that is no signature comes from a guardian, nor from address zero.
    function test_record_reverts_whenTheSignatureIsNone() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice.privateKey, DIGEST);
        uint8 otherV = v == 27 ? 28 : 27;
        bytes[12] memory bad = [
            bytes(""),
            new bytes(65),
            abi.encodePacked(r, s, uint8(29)),
            abi.encodePacked(r, s, uint8(0)),
            abi.encodePacked(r, s, otherV),
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(r, bytes32(0), v),
            abi.encodePacked(r, SECP256K1_N, v),
            abi.encodePacked(r, SECP256K1_N - uint256(s), otherV),
            abi.encodePacked(r, bytes32(type(uint256).max), v),
            abi.encodePacked(r, s),
            abi.encodePacked(r, s, v, uint8(0))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            rejects(signerOf(alice), bad[i]);
            rejects(address(0), bad[i]);
        }
    }

    /// C-32
    function test_record_reverts_forAnyOtherSignature(bytes calldata signature) public {
        vm.assume(keccak256(signature) != keccak256(sign(alice, DIGEST)));
        rejects(signerOf(alice), signature);
        rejects(address(0), signature);
    }

    function test_record_reverts_whenTheSignerIsShorterThanAnAddress() public {
        for (uint256 length = 0; length < 20; ++length) {
            rejects(new bytes(length), sign(alice, DIGEST));
        }
    }

    /// C-31 ERC-6492: what is wrapped is not executed, and not unwrapped.
    function test_record_reverts_whenTheSignatureIsWrapped() public {
        Token token = new Token();
        token.mint(address(module), 7);
        bytes memory transfer = abi.encodeCall(token.transfer, (STRANGER, 7));
        bytes memory cancel = abi.encodeCall(module.cancel, ());
        bytes32 magic = 0x6492649264926492649264926492649264926492649264926492649264926492;
        vm.expectCall(address(token), transfer, 0);
        vm.expectCall(address(module), cancel, 0);
        vm.expectCall(address(account), abi.encodeCall(account.entryPoint, ()), 0);
        bytes[3] memory wrapped = [
            abi.encode(token, transfer, sign(alice, DIGEST)),
            abi.encode(module, cancel, sign(alice, DIGEST)),
            abi.encode(account, abi.encodeCall(account.entryPoint, ()), sign(alice, DIGEST))
        ];
        OwnedWallet wallet = new OwnedWallet(alice.addr);
        for (uint256 i = 0; i < wrapped.length; ++i) {
            rejects(signerOf(alice), abi.encodePacked(wrapped[i], magic));
            rejects(address(wallet), abi.encodePacked(wrapped[i], magic));
            rejects(STRANGER, abi.encodePacked(wrapped[i], magic));
        }
        assertEq(token.balanceOf(address(module)), 7, "tokens");
    }

    // ---- wallets and verifiers that lie -----------------------------------------------------------------------------

    function test_record_reverts_whenAWalletAnswersAnythingElse() public {
        bytes[6] memory answers = [
            bytes(""),
            hex"1626ba7e",
            abi.encode(bytes4(0xffffffff)),
            abi.encode(true),
            abi.encode(bytes32(0x1626ba7e00000000000000000000000000000000000000000000000000000001)),
            abi.encode(0x1626ba7e)
        ];
        for (uint256 i = 0; i < answers.length; ++i) {
            rejects(address(new AnsweringWallet(answers[i])), hex"01");
        }
    }

    function test_record_reverts_whenAVerifierAnswersWithAWalletsValue() public {
        address verifier = address(new AnsweringWallet(abi.encode(bytes4(0x1626ba7e))));
        rejects(abi.encodePacked(verifier, "key"), hex"01");
    }

    function test_record_reverts_whenAWalletReverts() public {
        rejects(address(new RevertingWallet()), hex"01");
    }

    function test_record_reverts_whenAnAddressHasNoCode() public {
        rejects(STRANGER, sign(alice, DIGEST));
        rejects(abi.encodePacked(STRANGER, "key"), hex"01");
    }

    /// A wallet costs no more than one question may.
    function test_record_reverts_whenAWalletBurnsGas() public {
        address wallet = address(new GasBurningWallet());
        uint256 gasBefore = gasleft();
        rejects(wallet, hex"01");
        assertLt(gasBefore - gasleft(), QUERY_GAS + 100_000, "gas");
    }

    /// Of an answer only 32 bytes are copied: a long one costs its sender's gas, not the module's.
    function test_record_copiesNoReturnBomb() public {
        address small = address(new ReturnBombWallet(32));
        address large = address(new ReturnBombWallet(400_000));
        uint256 gasBefore = gasleft();
        accepts(large, hex"01");
        assertLt(gasBefore - gasleft(), QUERY_GAS, "gas");
        accepts(small, hex"01");
    }

    /// C-29 The question is a staticcall: a wallet that re-enters any function changes nothing.
    function test_record_letsNoWalletReenter() public {
        ReentrantWallet wallet = new ReentrantWallet();
        Request memory request = aRequest();
        bytes[8] memory calls = [
            abi.encodeCall(module.approve, (DIGEST)),
            abi.encodeCall(module.record, (signerOf(alice), DIGEST, sign(alice, DIGEST))),
            abi.encodeCall(module.start, (policyBytes(), request, approvedBy(hashOf(request), bob))),
            abi.encodeCall(module.setPolicy, (policyBytes())),
            abi.encodeCall(module.onInstall, (policyBytes())),
            abi.encodeCall(module.onUninstall, ("")),
            abi.encodeCall(module.republish, (address(account), policyBytes())),
            abi.encodeCall(
                module.recover, (policyBytes(), request, approvedByAll(hashOf(request)), acceptanceOf(request))
            )
        ];
        bytes memory signer = abi.encodePacked(wallet);
        for (uint256 i = 0; i < calls.length; ++i) {
            wallet.arm(address(module), calls[i]);
            // It says yes only because its own call failed.
            accepts(signer, hex"01");
        }
        assertFalse(module.isRecorded(DIGEST, hashOf(alice)), "alice's approval");
        assertState(hashOf(request), RecoveryModule.State.None);
        assertEq(epochOf(address(account)), 1, "epoch");
    }

    // ---- gas --------------------------------------------------------------------------------------------------------

    function test_record_reverts_whenTooLittleGasIsLeftForAFailure() public {
        address wallet = address(new GasBurningWallet());
        bytes memory data = abi.encodeCall(module.record, (abi.encodePacked(wallet), DIGEST, hex"01"));
        (bool success, bytes memory error_) = address(module).call{gas: QUERY_NEEDS}(data);
        assertFalse(success, "success");
        assertEq(errorOf(error_), SignerQueries.TooLittleGas.selector, "error");
    }

    /// C-35 Whatever gas it gets: either it is recorded, or all is undone; and nobody can make a good signature look bad
    /// by starving the wallet that is asked.
    function test_record_isAllOrNothing_whateverTheGas() public {
        OwnedWallet wallet = new OwnedWallet(carol.addr);
        bytes memory signer = abi.encodePacked(wallet);
        bytes memory data = abi.encodeCall(module.record, (signer, DIGEST, sign(carol, DIGEST)));
        uint256 successes;
        for (uint256 gas_ = 24_000; gas_ < 90_000; gas_ += 250) {
            uint256 snapshot = vm.snapshotState();
            vm.cool(address(module));
            (bool success, bytes memory error_) = address(module).call{gas: gas_}(data);
            assertEq(module.isRecorded(DIGEST, keccak256(signer)), success, "recorded");
            if (success) ++successes;
            else assertNotEq(errorOf(error_), RecoveryModule.NotApproved.selector, "a starved wallet's answer");
            vm.revertToState(snapshot);
        }
        assertGt(successes, 20, "successes");
    }
}
