// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Guardian, Policy, PolicyRules, Tier} from "../../src/Policy.sol";
import {StubVerifier} from "../mocks/StubVerifier.sol";
import {Assertion, Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

/// @dev A passkey as ERC-7913 verifier, and what makes a WebAuthn assertion good: all other uses go the same way.
contract VerifyTest is PasskeyTest {
    bytes32 private constant HASH = keccak256("what is verified");

    bytes32 private challenge;

    function setUp() public override {
        super.setUp();
        challenge = verificationDigest(address(validator), HASH);
    }

    function answerTo(bytes memory signature) private view returns (bytes4) {
        return validator.verify(keyOf(ownerPasskey), HASH, signature);
    }

    function accepts(bytes memory signature, string memory what) private view {
        assertEq(bytes32(answerTo(signature)), bytes32(validator.verify.selector), what);
    }

    function rejects(bytes memory signature, string memory what) private view {
        assertEq(bytes32(answerTo(signature)), bytes32(FAILURE), what);
    }

    function accepts(Assertion memory assertion, string memory what) private view {
        accepts(sign(ownerPasskey, assertion), what);
    }

    function rejects(Assertion memory assertion, string memory what) private view {
        rejects(sign(ownerPasskey, assertion), what);
    }

    // ---- what counts ------------------------------------------------------------------------------------------------

    function test_verify_acceptsThePasskeysSignature() public view {
        accepts(verification(address(validator), ownerPasskey, HASH), "the passkey's signature");
    }

    function testFuzz_verify_acceptsEveryPasskeysSignature(uint256 seed, bytes32 hash) public view {
        Passkey memory passkey = passkeyFrom(seed);
        bytes memory signature = verification(address(validator), passkey, hash);
        assertEq(
            bytes32(validator.verify(keyOf(passkey), hash, signature)), bytes32(validator.verify.selector), "its own"
        );
        assertEq(bytes32(validator.verify(keyOf(otherPasskey), hash, signature)), bytes32(FAILURE), "another's");
    }

    function test_verify_needsNoAccount() public {
        uninstall(address(account));
        accepts(verification(address(validator), ownerPasskey, HASH), "of an account that has uninstalled");
    }

    function test_verify_rejectsOtherHashesValidatorsAndPasskeys() public view {
        rejects(verification(address(validator), ownerPasskey, keccak256("another hash")), "another hash");
        rejects(verification(address(module), ownerPasskey, HASH), "another validator");
        rejects(verification(address(validator), otherPasskey, HASH), "another passkey");
    }

    function test_verify_rejectsKeysOfAnotherLength() public view {
        bytes memory signature = verification(address(validator), ownerPasskey, HASH);
        bytes[] memory keys = new bytes[](5);
        keys[0] = "";
        keys[1] = abi.encodePacked(ownerPasskey.x, bytes31(ownerPasskey.y));
        keys[2] = bytes.concat(keyOf(ownerPasskey), hex"00");
        keys[3] = passkeySigner(ownerPasskey);
        keys[4] = bytes.concat(hex"04", keyOf(ownerPasskey));
        for (uint256 i = 0; i < keys.length; ++i) {
            assertEq(bytes32(validator.verify(keys[i], HASH, signature)), bytes32(FAILURE), "a key of another length");
        }
    }

    function testFuzz_suspended_isNever(bytes calldata key) public view {
        assertFalse(validator.suspended(key), "suspended");
    }

    /// W-19 One passkey behind two verifiers is one guardian: otherwise one assertion would count twice.
    function test_setPolicy_reverts_whenAPasskeyIsAGuardianTwice() public {
        Guardian[] memory guardians = new Guardian[](2);
        guardians[0] = Guardian({signer: passkeySigner(newPasskey), weight: 1});
        guardians[1] = Guardian({signer: signerOf(address(new StubVerifier()), newPasskey), weight: 1});
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 2, delay: 0});
        Policy memory policy = policyOf(address(validator), guardians, tiers);
        expectRevert(PolicyRules.SameKeyTwice.selector, abi.encode(1, 0));
        vm.prank(address(account));
        module.setPolicy(abi.encode(policy));

        policy.guardians[1] = policy.guardians[0];
        expectRevert(PolicyRules.GuardiansNotAscending.selector, abi.encode(1));
        vm.prank(address(account));
        module.setPolicy(abi.encode(policy));
    }

    // ---- clientDataJSON ---------------------------------------------------------------------------------------------

    /// W-01
    function test_verify_rejectsOtherTypes() public view {
        string[8] memory types = [
            "webauthn.create",
            "payment.get",
            "webauthn.get ",
            " webauthn.get",
            "Webauthn.get",
            "WEBAUTHN.GET",
            "webauthn.get\\u0000",
            ""
        ];
        for (uint256 i = 0; i < types.length; ++i) {
            Assertion memory assertion = assertionOf(challenge);
            assertion.start = string.concat('{"type":"', types[i], '","challenge":"');
            rejects(assertion, types[i]);
        }
    }

    /// W-01 A browser's text is fixed up to the origin: no white space, no other order, no member before.
    function test_verify_rejectsOtherSerialisations() public view {
        string[4] memory starts = [
            '{ "type":"webauthn.get","challenge":"',
            '{"type": "webauthn.get","challenge":"',
            '{"crossOrigin":false,"type":"webauthn.get","challenge":"',
            '{"challenge":"'
        ];
        for (uint256 i = 0; i < starts.length; ++i) {
            Assertion memory assertion = assertionOf(challenge);
            assertion.start = starts[i];
            rejects(assertion, starts[i]);
        }
        Assertion memory between = assertionOf(challenge);
        between.origin = '","crossOrigin":false,"origin":"';
        rejects(between, "a member between challenge and origin");
    }

    /// W-09 Of two challenges the browser's own, the first, is what counts; no other place does.
    function test_verify_usesTheFirstChallengeAlone() public view {
        string memory right = assertionOf(challenge).challenge;
        string memory wrong = assertionOf(keccak256("another challenge")).challenge;

        Assertion memory assertion = assertionOf(challenge);
        assertion.tail = string.concat('https://sparekey.example","challenge":"', wrong, '"}');
        accepts(assertion, "right, wrong");

        assertion.challenge = wrong;
        assertion.tail = string.concat('https://sparekey.example","challenge":"', right, '"}');
        rejects(assertion, "wrong, right");

        assertion.tail = string.concat('https://sparekey.example","x":{"challenge":"', right, '"}}');
        rejects(assertion, "wrong, right nested behind");

        assertion = assertionOf(challenge);
        assertion.start = string.concat('{"type":"webauthn.get","challenge":"', wrong, '","challenge":"');
        rejects(assertion, "wrong, right before the origin");

        assertion.start = string.concat('{"type":"webauthn.get","x":{"challenge":"');
        rejects(assertion, "right nested before");
    }

    /// W-09
    function test_verify_usesTheFirstTypeAlone() public view {
        Assertion memory assertion = assertionOf(challenge);
        assertion.tail = 'https://sparekey.example","type":"webauthn.create"}';
        accepts(assertion, "right, wrong");

        assertion = assertionOf(challenge);
        assertion.start = '{"type":"webauthn.create","type":"webauthn.get","challenge":"';
        rejects(assertion, "wrong, right");

        assertion.start = '{"type":"webauthn.create","challenge":"';
        assertion.tail = 'https://sparekey.example","type":"webauthn.get"}';
        rejects(assertion, "wrong, right behind");
    }

    /// W-10
    function test_verify_rejectsOtherEncodingsOfTheChallenge() public {
        // One whose encoding has letters of both alphabets and cases, and could be padded.
        bytes32 hash = keccak256("2");
        challenge = verificationDigest(address(validator), hash);
        string memory right = assertionOf(challenge).challenge;
        string memory standard = replaced(replaced(right, "-", "+"), "_", "/");
        assertNotEq(keccak256(bytes(right)), keccak256(bytes(standard)), "the test's challenge needs a - or a _");

        string[8] memory wrong = [
            string.concat(right, "A"),
            string.concat(right, "AAAA"),
            string.concat(right, "="),
            string.concat("A", right),
            standard,
            lowerCase(right),
            sliced(right, 42),
            string.concat(sliced(right, 42), bytes(right)[42] == "A" ? "B" : "A")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            Assertion memory assertion = assertionOf(challenge);
            assertion.challenge = wrong[i];
            bytes memory signature = sign(ownerPasskey, assertion);
            assertEq(bytes32(validator.verify(keyOf(ownerPasskey), hash, signature)), bytes32(FAILURE), wrong[i]);
        }
        bytes memory good = sign(ownerPasskey, challenge);
        assertEq(
            bytes32(validator.verify(keyOf(ownerPasskey), hash, good)), bytes32(validator.verify.selector), "the right"
        );
    }

    /// What follows the origin is not looked at here: SDK and server do that.
    function test_verify_acceptsEveryRest() public view {
        string[5] memory tails = [
            'https://sparekey.example","crossOrigin":true,"topOrigin":"https://elsewhere.example"}',
            'android:apk-key-hash:2jmj7l5rSw0yVb_vlWAYkK_YBwk"}',
            'https://sparekey.example","crossOrigin":false,"other_keys_can_be_added_here":"do not compare"}',
            "}",
            ""
        ];
        for (uint256 i = 0; i < tails.length; ++i) {
            Assertion memory assertion = assertionOf(challenge);
            assertion.tail = tails[i];
            accepts(assertion, tails[i]);
        }
    }

    // ---- authenticatorData ------------------------------------------------------------------------------------------

    /// W-03, W-04 Both flags, whatever the others say.
    function test_verify_needsUserPresenceAndUserVerification() public view {
        for (uint256 flags = 0; flags < 256; ++flags) {
            Assertion memory assertion = assertionOf(challenge);
            assertion.authenticatorData = authenticatorData(bytes1(uint8(flags)));
            bytes1 both = USER_PRESENT | USER_VERIFIED;
            if (bytes1(uint8(flags)) & both == both) accepts(assertion, vm.toString(flags));
            else rejects(assertion, vm.toString(flags));
        }
    }

    function test_verify_acceptsExtensions() public view {
        Assertion memory assertion = assertionOf(challenge);
        assertion.authenticatorData = bytes.concat(authenticatorData(0x85), new bytes(1000));
        accepts(assertion, "with extension data");
    }

    function test_verify_rejectsAuthenticatorDataThatIsTooShort() public view {
        Assertion memory assertion = assertionOf(challenge);
        bytes memory full = assertion.authenticatorData;
        for (uint256 length = 0; length < full.length; ++length) {
            assertion.authenticatorData = bytes(sliced(string(full), length));
            rejects(assertion, vm.toString(length));
        }
    }

    /// The bytes stay the same, and with them what their order says: only the border is elsewhere.
    function test_verify_rejectsAnotherBorder() public view {
        Assertion memory assertion = assertionOf(challenge);
        assertion.authenticatorData = bytes.concat(authenticatorData(0x85), new bytes(100));
        bytes memory signature = sign(ownerPasskey, assertion);
        for (uint256 length = 0; length < 300; ++length) {
            if (length == assertion.authenticatorData.length) continue;
            (signature[64], signature[65]) = (bytes1(uint8(length >> 8)), bytes1(uint8(length)));
            rejects(signature, vm.toString(length));
        }
        (signature[64], signature[65]) = (0xff, 0xff);
        rejects(signature, "longer than all");
    }

    // ---- the signature ----------------------------------------------------------------------------------------------

    /// W-06 Of s and n - s, the lower one alone counts: half the order of P-256, not of secp256k1.
    function test_verify_rejectsHighS() public view {
        rejects(signHigh(ownerPasskey, assertionOf(challenge)), "high s");
    }

    /// W-06 The edge itself: s = (n - 1) / 2 is low, the next one is high.
    function test_verify_rejectsHighS_fromTheEdgeOn() public {
        (bytes32 hash, bytes32 r) = signatureWith(ownerPasskey, P256_HALF_N);
        vm.mockCall(address(2), "", abi.encode(hash));
        accepts(pack(r, bytes32(P256_HALF_N), assertionOf(challenge)), "the highest low s");
        rejects(pack(r, bytes32(P256_HALF_N + 1), assertionOf(challenge)), "the lowest high s");
        (hash, r) = signatureWith(ownerPasskey, P256_HALF_N + 1);
        vm.mockCall(address(2), "", abi.encode(hash));
        rejects(pack(r, bytes32(P256_HALF_N + 1), assertionOf(challenge)), "the lowest high s, of its own hash");
    }

    /// W-06
    function testFuzz_verify_rejectsHighS(uint256 seed, bytes32 hash) public view {
        Passkey memory passkey = passkeyFrom(seed);
        bytes memory signature = signHigh(passkey, assertionOf(verificationDigest(address(validator), hash)));
        assertEq(bytes32(validator.verify(keyOf(passkey), hash, signature)), bytes32(FAILURE), "high s");
    }

    /// W-07
    function test_verify_rejectsNumbersThatAreOutOfRange() public view {
        Assertion memory assertion = assertionOf(challenge);
        (bytes32 r, bytes32 s) = signLow(ownerPasskey, signedHash(assertion));
        uint256[8] memory numbers =
            [0, P256_N, P256_N + 1, P256_N + 5, P256_P, P256_P + 1, type(uint256).max, P256_N - 1];
        for (uint256 i = 0; i < numbers.length; ++i) {
            bytes32 number = bytes32(numbers[i]);
            rejects(pack(number, s, assertion), "r");
            rejects(pack(r, number, assertion), "s");
            for (uint256 j = 0; j < numbers.length; ++j) {
                rejects(pack(number, bytes32(numbers[j]), assertion), "r and s");
            }
        }
    }

    /// W-07, C-32 Zeros are nobody's signature.
    function test_verify_rejectsZeros() public view {
        for (uint256 length = 0; length < 200; ++length) {
            rejects(new bytes(length), "zeros");
        }
        bytes memory zeroKey = new bytes(64);
        bytes memory signature = verification(address(validator), ownerPasskey, HASH);
        assertEq(bytes32(validator.verify(zeroKey, HASH, signature)), bytes32(FAILURE), "the key (0, 0)");
        signature = pack(0, 0, assertionOf(challenge));
        assertEq(bytes32(validator.verify(zeroKey, HASH, signature)), bytes32(FAILURE), "the key (0, 0), r = s = 0");
    }

    /// W-07 Only the packed form is understood.
    function test_verify_rejectsDer() public view {
        Assertion memory assertion = assertionOf(challenge);
        (bytes32 r, bytes32 s) = signLow(ownerPasskey, signedHash(assertion));
        uint16 length = uint16(assertion.authenticatorData.length);
        bytes memory rest = abi.encodePacked(length, assertion.authenticatorData, assertion.tail);
        rejects(bytes.concat(hex"30450221", hex"00", r, hex"0220", s, rest), "DER");
        rejects(bytes.concat(hex"00", r, s, rest), "a leading zero");
        rejects(bytes.concat(r, s, hex"00", rest), "a byte too many");
    }

    /// W-18 A signature over the challenge itself, or over another hash of it, without the envelope.
    function test_verify_rejectsRawSignatures() public view {
        Assertion memory assertion = assertionOf(challenge);
        bytes32[4] memory hashes =
            [challenge, HASH, sha256(abi.encodePacked(challenge)), sha256(bytes(clientDataJson(assertion)))];
        for (uint256 i = 0; i < hashes.length; ++i) {
            (bytes32 r, bytes32 s) = signLow(ownerPasskey, hashes[i]);
            rejects(abi.encodePacked(r, s), "r and s alone");
            rejects(pack(r, s, assertion), "in an envelope that was not signed");
        }
    }

    function test_verify_rejectsCutSignatures() public view {
        bytes memory signature = verification(address(validator), ownerPasskey, HASH);
        for (uint256 length = 0; length < signature.length; ++length) {
            rejects(bytes(sliced(string(signature), length)), vm.toString(length));
        }
    }

    /// Every bit counts.
    function testFuzz_verify_rejectsFlippedBits(uint256 position, uint8 bit) public view {
        bytes memory signature = verification(address(validator), ownerPasskey, HASH);
        position = bound(position, 0, signature.length - 1);
        signature[position] ^= bytes1(uint8(1) << (bit % 8));
        rejects(signature, vm.toString(position));
    }

    function testFuzz_verify_neverReverts(bytes calldata key, bytes32 hash, bytes calldata signature) public view {
        assertEq(bytes32(validator.verify(key, hash, signature)), bytes32(FAILURE), "random bytes");
        assertEq(bytes32(answerTo(signature)), bytes32(FAILURE), "a random signature");
    }

    // ---- base64url --------------------------------------------------------------------------------------------------

    /// W-13 The examples of RFC 4648, without padding, and the two letters that base64 has otherwise.
    function test_encodeURL_writesTheExamplesOfTheStandard() public pure {
        bytes[8] memory texts = [bytes(""), "f", "fo", "foo", "foob", "fooba", "foobar", hex"fbfff0"];
        string[8] memory encoded = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy", "-__w"];
        for (uint256 i = 0; i < texts.length; ++i) {
            assertEq(Base64.encodeURL(texts[i]), encoded[i], "base64url");
            assertEq(independentBase64Url(texts[i]), encoded[i], "base64url, written anew");
        }
    }

    /// W-13 Lengths from 0 to 66, each before memory that is full of ones, and in memory that was.
    function test_encodeURL_isExactBeforeDirtyMemory() public pure {
        for (uint256 length = 0; length <= 66; ++length) {
            encodesExactly(abi.encodePacked(keccak256("a"), keccak256("b"), hex"c0de"), length);
        }
    }

    /// W-13
    function testFuzz_encodeURL_isExactBeforeDirtyMemory(bytes32[3] calldata words, uint8 length) public pure {
        encodesExactly(abi.encodePacked(words), bound(length, 0, 96));
    }

    function encodesExactly(bytes memory data, uint256 length) private pure {
        string memory expected = independentBase64Url(bytes(sliced(string(data), length)));
        string memory byTool = base64Url(bytes(sliced(string(data), length)));
        assembly ("memory-safe") {
            // What followed the first `length` bytes stays behind them.
            mstore(data, length)
            let free := mload(0x40)
            for { let i := 0 } lt(i, 0x400) { i := add(i, 0x20) } { mstore(add(free, i), not(0)) }
        }
        string memory encoded = Base64.encodeURL(data);
        assertEq(encoded, expected, "base64url");
        assertEq(expected, byTool, "base64url, written anew");
        assertEq(data.length, length, "the input's length");
    }

    /// @dev Bit by bit, from RFC 4648 §5.
    function independentBase64Url(bytes memory data) private pure returns (string memory) {
        bytes memory alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        bytes memory text = new bytes((data.length * 8 + 5) / 6);
        for (uint256 i = 0; i < text.length; ++i) {
            uint256 digit = 0;
            for (uint256 bit = i * 6; bit < i * 6 + 6; ++bit) {
                uint256 octet = bit / 8 < data.length ? uint8(data[bit / 8]) : 0;
                digit = digit * 2 + (octet >> (7 - bit % 8)) % 2;
            }
            text[i] = alphabet[digit];
        }
        return string(text);
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    /// @dev A hash for which (r, s) is this passkey's signature: hash = s · k - r · d, for the nonce k = 7.
    function signatureWith(Passkey memory passkey, uint256 s) private pure returns (bytes32 hash, bytes32 r) {
        (uint256 x,) = vm.publicKeyP256(7);
        uint256 rd = mulmod(x, passkey.privateKey, P256_N);
        return (bytes32(addmod(mulmod(s, 7, P256_N), P256_N - rd, P256_N)), bytes32(x % P256_N));
    }

    function replaced(string memory text, bytes1 from, bytes1 to) private pure returns (string memory) {
        bytes memory copy = abi.encodePacked(text);
        for (uint256 i = 0; i < copy.length; ++i) {
            if (copy[i] == from) copy[i] = to;
        }
        return string(copy);
    }

    function lowerCase(string memory text) private pure returns (string memory) {
        bytes memory copy = abi.encodePacked(text);
        for (uint256 i = 0; i < copy.length; ++i) {
            if (copy[i] >= "A" && copy[i] <= "Z") copy[i] |= 0x20;
        }
        return string(copy);
    }

    function sliced(string memory text, uint256 length) private pure returns (string memory) {
        bytes memory copy = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            copy[i] = bytes(text)[i];
        }
        return string(copy);
    }
}
