// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountFactory} from "../src/AccountFactory.sol";
import {PasskeyValidator} from "../src/PasskeyValidator.sol";
import {Guardian, Policy, Tier} from "../src/Policy.sol";
import {RecoveryModule} from "../src/RecoveryModule.sol";
import {Request, Scope} from "../src/RecoveryDigests.sol";
import {PublicKey, WebAuthnVerifier} from "../src/WebAuthnVerifier.sol";
import {EmailGuardian} from "../src/guardians/EmailGuardian.sol";
import {StubVerifier} from "./mocks/StubVerifier.sol";
import {Fixture} from "./support/Fixture.sol";

/// What the SDK computes, checked by the contracts. The vectors name placeholder addresses: the contracts are constructed
/// there, so that their domain separators are those of the vectors.
contract VectorsTest is Fixture {
    string private json;
    address private owned;
    EmailGuardian private emailGuardian;

    function setUp() public override {
        super.setUp();
        json = vm.readFile("contracts/test/fixtures/vectors.json");
        validator = PasskeyValidator(vm.parseJsonAddress(json, ".contracts.passkeyValidator"));
        module = RecoveryModule(vm.parseJsonAddress(json, ".contracts.recoveryModule"));
        deployTo(address(validator), vm.getCode("PasskeyValidator.sol:PasskeyValidator"));
        deployTo(address(module), vm.getCode("RecoveryModule.sol:RecoveryModule"));
        emailGuardian = EmailGuardian(vm.parseJsonAddress(json, ".contracts.emailGuardian"));
        bytes memory roles = abi.encode(address(0xad), vm.parseJsonAddress(json, ".email.attester"));
        deployTo(address(emailGuardian), abi.encodePacked(vm.getCode("EmailGuardian.sol:EmailGuardian"), roles));
        vm.etch(vm.parseJsonAddress(json, ".contracts.oidcGuardian"), address(new StubVerifier()).code);

        factory = AccountFactory(vm.deployCode("AccountFactory.sol:AccountFactory", abi.encode(validator, module)));
        owned = vm.parseJsonAddress(json, ".recovery.request.account");
        vm.etch(owned, address(createAccount(otherPasskey)).code);
        bytes memory key = abi.encode(keyAt(".webAuthn"));
        vm.prank(owned);
        validator.onInstall(key);
    }

    // ---- policies ---------------------------------------------------------------------------------------------------

    function test_vectors_policies() public {
        uint256 count;
        for (; vm.keyExistsJson(json, item(".policies", count)); ++count) {
            string memory path = item(".policies", count);
            Policy memory policy = policyAt(string.concat(path, ".policy"));
            bytes memory encoded = vm.parseJsonBytes(json, string.concat(path, ".bytes"));
            assertEq(abi.encode(policy), encoded, "bytes");
            assertEq(keccak256(encoded), vm.parseJsonBytes32(json, string.concat(path, ".hash")), "hash");
            bytes32[] memory guardians = vm.parseJsonBytes32Array(json, string.concat(path, ".guardianHashes"));
            assertEq(guardians.length, policy.guardians.length, "guardians");
            for (uint256 i = 0; i < guardians.length; ++i) {
                assertEq(keccak256(policy.guardians[i].signer), guardians[i], "guardian");
            }
            vm.prank(owned);
            module.setPolicy(encoded);
            (bytes23 commitment,,) = module.accountState(owned);
            assertEq(
                abi.encodePacked(commitment), vm.parseJsonBytes(json, string.concat(path, ".commitment")), "commitment"
            );
        }
        assertGt(count, 3, "policies");
    }

    // ---- recoveries -------------------------------------------------------------------------------------------------

    function test_vectors_recoveryDigests() public view {
        Request memory request = requestAt(".recovery.request");
        bytes32 hash = vm.parseJsonBytes32(json, ".recovery.requestHash");
        assertEq(module.requestHash(request), hash, "request hash");
        assertEq(module.acceptanceDigest(hash), vm.parseJsonBytes32(json, ".recovery.acceptanceDigest"), "acceptance");
        assertEq(module.objectionDigest(hash), vm.parseJsonBytes32(json, ".recovery.objectionDigest"), "objection");
        assertEq(cancellationDigest(), vm.parseJsonBytes32(json, ".recovery.cancellationDigest"), "cancellation");
    }

    function test_vectors_signedByTheNewPasskey() public view {
        bytes32 digest = vm.parseJsonBytes32(json, ".recovery.acceptanceDigest");
        PublicKey memory key = keyAt(".signed.newPasskey");
        assertEq(abi.encodePacked(validator, key.x, key.y), requestAt(".recovery.request").newSigner, "the new signer");
        bytes4 answer =
            validator.verify(abi.encodePacked(key.x, key.y), digest, vm.parseJsonBytes(json, ".signed.acceptance"));
        assertEq(answer, IERC7913SignatureVerifier.verify.selector, "acceptance");
    }

    function test_vectors_signedByTheOwner() public view {
        bytes memory signature = vm.parseJsonBytes(json, ".signed.cancellationByOwner");
        assertTrue(validator.isOwnerSignature(owned, cancellationDigest(), signature), "cancellation");
        assertFalse(validator.isOwnerSignature(address(this), cancellationDigest(), signature), "another account");
    }

    function test_vectors_signedByThePassphrase() public {
        bytes memory signer = abi.encodePacked(vm.parseJsonAddress(json, ".passphrase.address"));
        bytes32 hash = vm.parseJsonBytes32(json, ".recovery.requestHash");
        module.record(signer, hash, vm.parseJsonBytes(json, ".passphrase.approval"));
        assertTrue(module.isRecorded(hash, keccak256(signer)), "recorded");
    }

    function test_vectors_passphraseSalt() public view {
        bytes memory salted = abi.encodePacked(
            "Sparekey passphrase guardian",
            uint8(vm.parseJsonUint(json, ".passphrase.version")),
            vm.parseJsonAddress(json, ".passphrase.account"),
            vm.parseJsonBytes32(json, ".passphrase.policySalt")
        );
        assertEq(keccak256(salted), vm.parseJsonBytes32(json, ".passphrase.argon2Salt"), "salt");
    }

    function test_vectors_email() public {
        address account_ = vm.parseJsonAddress(json, ".email.account");
        bytes memory mailbox = bytes(vm.parseJsonString(json, ".email.mailbox"));
        bytes32 commitment =
            keccak256(abi.encodePacked(account_, keccak256(mailbox), vm.parseJsonBytes32(json, ".email.salt")));
        assertEq(commitment, vm.parseJsonBytes32(json, ".email.commitment"), "commitment");
        assertEq(abi.encodePacked(emailGuardian, commitment), vm.parseJsonBytes(json, ".email.signer"), "signer");
        vm.warp(vm.parseJsonUint(json, ".email.expiry"));
        bytes4 answer = emailGuardian.verify(
            abi.encodePacked(commitment),
            vm.parseJsonBytes32(json, ".email.hash"),
            vm.parseJsonBytes(json, ".email.attestation")
        );
        assertEq(answer, IERC7913SignatureVerifier.verify.selector, "attestation");
    }

    /// Six places in a list of 7,776 words, from the first 16 bytes of the hash of account and key.
    function test_vectors_fingerprints() public view {
        uint256 count;
        for (; vm.keyExistsJson(json, item(".fingerprints", count)); ++count) {
            string memory path = item(".fingerprints", count);
            address account = vm.parseJsonAddress(json, string.concat(path, ".account"));
            bytes memory key = vm.parseJsonBytes(json, string.concat(path, ".key"));
            uint256[] memory places = vm.parseJsonUintArray(json, string.concat(path, ".places"));
            assertEq(places.length, 6, "six words");
            uint256 rest = uint256(keccak256(abi.encodePacked(account, key))) >> 128;
            for (uint256 i = 0; i < 6; ++i) {
                assertEq(rest % 7776, places[i], "word");
                rest /= 7776;
            }
        }
        assertGt(count, 1, "fingerprints");
    }

    // ---- passkeys ---------------------------------------------------------------------------------------------------

    function test_vectors_challenges() public view {
        address account_ = vm.parseJsonAddress(json, ".challenges.account");
        bytes32 hash = vm.parseJsonBytes32(json, ".challenges.hash");
        bytes32 root = vm.parseJsonBytes32(json, ".challenges.root");
        uint48 validUntil = uint48(vm.parseJsonUint(json, ".challenges.validUntil"));
        address verifier = address(validator);
        _assertChallenge("userOperationDigest", userOperationDigest(verifier, account_, hash));
        _assertChallenge("userOperationsDigest", userOperationsDigest(verifier, account_, root, validUntil));
        _assertChallenge("messageDigest", messageDigest(verifier, account_, hash));
        _assertChallenge("verificationDigest", verificationDigest(verifier, hash));
    }

    /// Each leaf leads to the root by its proof: the validator takes one signature over the root for all of them.
    function test_vectors_merkleTrees() public {
        uint48 validUntil = uint48(block.timestamp + 1 days);
        bytes memory key = abi.encode(publicKey(ownerPasskey));
        vm.prank(address(account));
        validator.onInstall(key);
        uint256 count;
        for (; vm.keyExistsJson(json, item(".merkleTrees", count)); ++count) {
            string memory path = item(".merkleTrees", count);
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(path, ".leaves"));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(path, ".root"));
            for (uint256 i = 0; i < leaves.length; ++i) {
                bytes32[] memory proof = vm.parseJsonBytes32Array(json, item(string.concat(path, ".proofs"), i));
                PackedUserOperation memory userOp;
                userOp.signature =
                    batchSignature(address(validator), ownerPasskey, address(account), root, validUntil, proof);
                vm.prank(address(account));
                uint256 result = validator.validateUserOp(userOp, leaves[i]);
                assertEq(uint160(result), 0, "signature failed");
                assertEq(uint48(result >> 160), validUntil, "valid until");
            }
        }
        assertGt(count, 5, "trees");
    }

    function test_vectors_webAuthnSignature() public {
        WebAuthnHarness harness = new WebAuthnHarness();
        PublicKey memory key = keyAt(".webAuthn");
        bytes32 challenge = vm.parseJsonBytes32(json, ".webAuthn.challenge");
        bytes memory packed = vm.parseJsonBytes(json, ".webAuthn.packed");
        assertTrue(harness.verify(key, challenge, packed), "verified");
        assertFalse(harness.verify(key, ~challenge, packed), "another challenge");
        packed[packed.length - 1] ^= 0x01;
        assertFalse(harness.verify(key, challenge, packed), "another tail");
    }

    /// What stands around a WebAuthn signature.
    function test_vectors_encodingsOfSignatures() public view {
        PublicKey memory key = keyAt(".webAuthn");
        bytes memory packed = vm.parseJsonBytes(json, ".webAuthn.packed");
        bytes memory owner = abi.encodePacked(key.x, key.y, packed);
        assertEq(vm.parseJsonBytes(json, ".webAuthn.ownerSignature"), owner, "owner signature");
        assertEq(
            vm.parseJsonBytes(json, ".webAuthn.accountSignature"),
            abi.encodePacked(validator, owner),
            "account signature"
        );
        assertEq(
            vm.parseJsonBytes(json, ".webAuthn.userOperationSignature"),
            abi.encodePacked(bytes1(0x00), owner),
            "user operation"
        );
        bytes32[] memory proof = vm.parseJsonBytes32Array(json, ".webAuthn.batch.proof");
        uint48 validUntil = uint48(vm.parseJsonUint(json, ".webAuthn.batch.validUntil"));
        assertEq(
            vm.parseJsonBytes(json, ".webAuthn.batch.signature"),
            abi.encodePacked(bytes1(0x01), validUntil, uint8(proof.length), abi.encodePacked(proof), owner),
            "batch"
        );
    }

    // ---- the file's parts -------------------------------------------------------------------------------------------

    function _assertChallenge(string memory name, bytes32 digest) private view {
        assertEq(digest, vm.parseJsonBytes32(json, string.concat(".challenges.", name)), name);
    }

    function cancellationDigest() private view returns (bytes32) {
        return module.cancellationDigest(
            vm.parseJsonAddress(json, ".recovery.cancellation.account"),
            vm.parseJsonBytes32(json, ".recovery.cancellation.requestHash"),
            scopesAt(".recovery.cancellation.scopes"),
            uint40(vm.parseJsonUint(json, ".recovery.cancellation.deadline"))
        );
    }

    function keyAt(string memory path) private view returns (PublicKey memory) {
        return PublicKey({
            x: vm.parseJsonBytes32(json, string.concat(path, ".x")),
            y: vm.parseJsonBytes32(json, string.concat(path, ".y"))
        });
    }

    function requestAt(string memory path) private view returns (Request memory) {
        return Request({
            account: vm.parseJsonAddress(json, string.concat(path, ".account")),
            newSigner: vm.parseJsonBytes(json, string.concat(path, ".newSigner")),
            replace: vm.parseJsonBool(json, string.concat(path, ".replace")),
            deadline: uint40(vm.parseJsonUint(json, string.concat(path, ".deadline"))),
            scopes: scopesAt(string.concat(path, ".scopes"))
        });
    }

    function scopesAt(string memory path) private view returns (Scope[] memory scopes) {
        scopes = new Scope[](lengthAt(path));
        for (uint256 i = 0; i < scopes.length; ++i) {
            scopes[i].chainId = vm.parseJsonUint(json, string.concat(item(path, i), ".chainId"));
            scopes[i].epoch = uint32(vm.parseJsonUint(json, string.concat(item(path, i), ".epoch")));
        }
    }

    function policyAt(string memory path) private view returns (Policy memory policy) {
        policy.salt = vm.parseJsonBytes32(json, string.concat(path, ".salt"));
        policy.windowHours = uint16(vm.parseJsonUint(json, string.concat(path, ".windowHours")));
        policy.rotator = vm.parseJsonAddress(json, string.concat(path, ".rotator"));
        string memory list = string.concat(path, ".guardians");
        policy.guardians = new Guardian[](lengthAt(list));
        for (uint256 i = 0; i < policy.guardians.length; ++i) {
            policy.guardians[i].signer = vm.parseJsonBytes(json, string.concat(item(list, i), ".signer"));
            policy.guardians[i].weight = uint16(vm.parseJsonUint(json, string.concat(item(list, i), ".weight")));
        }
        list = string.concat(path, ".tiers");
        policy.tiers = new Tier[](lengthAt(list));
        for (uint256 i = 0; i < policy.tiers.length; ++i) {
            policy.tiers[i].weight = uint32(vm.parseJsonUint(json, string.concat(item(list, i), ".weight")));
            policy.tiers[i].delay = uint32(vm.parseJsonUint(json, string.concat(item(list, i), ".delay")));
        }
    }

    function item(string memory path, uint256 index) private pure returns (string memory) {
        return string.concat(path, "[", vm.toString(index), "]");
    }

    function lengthAt(string memory path) private view returns (uint256 length) {
        while (vm.keyExistsJson(json, item(path, length))) ++length;
    }
}

/// What PasskeyValidator inherits, for a challenge of choice.
contract WebAuthnHarness is WebAuthnVerifier {
    function verify(PublicKey calldata key, bytes32 challenge, bytes calldata signature) external view returns (bool) {
        return _verifyWebAuthn(key, challenge, signature);
    }
}
