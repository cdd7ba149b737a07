// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Token, Tokens} from "../support/Tokens.sol";

/// @dev Which tokens count: whose, when, for what, and signed how. How a payload must be written is in payload.t.sol.
contract VerifyTest is OidcTest {
    using Strings for uint256;

    // ---- what counts ------------------------------------------------------------------------------------------------

    function test_verify_acceptsGooglesToken() public view {
        assertEq(bytes(Tokens.payload(good())).length, 383, "bytes of the payload");
        assertEq(bytes(Tokens.HEADER).length, 76, "bytes of the header");
        accepts(good(), "a token of now");
    }

    function test_verify_acceptsATokenWithoutAzpNbfAndJti() public view {
        Token memory token = good();
        (token.azp, token.nbf, token.jti) = ("", "", "");
        accepts(token, "of the code flow");
    }

    /// RSA of 3,072 and 4,096 bits, with a header and a modulus of other lengths.
    function test_verify_acceptsLongerKeys() public {
        string[2] memory names = ["large", "largest"];
        for (uint256 i = 0; i < names.length; ++i) {
            RsaKey memory long = keyOf(names[i]);
            publish(long, Tokens.HEADER, 0);
            vm.warp(block.timestamp + 24 hours);
            string memory payload = Tokens.payload(good());
            accepts(approval(long, 0, payload), names[i]);
            rejects(packed(label(long, 0), payload, Tokens.sign(key, Tokens.HEADER, payload)), "a shorter key's");
        }
    }

    /// Everything that a token is for is fuzzed: request, time, person, salt.
    function testFuzz_verify_acceptsWhoeverItIsFor(bytes32 hash, uint32 wait, uint64 person, bytes32 salt) public {
        vm.warp(block.timestamp + bound(wait, 0, 30 days));
        string memory sub = uint256(person).toString();
        Token memory token = Tokens.good(hash, block.timestamp);
        token.sub = Tokens.quoted(sub);
        string memory payload = Tokens.payload(token);
        bytes memory signature =
            abi.encodePacked(label(key, 0), salt, Tokens.sent(payload), Tokens.sign(key, Tokens.HEADER, payload));
        bytes32 issuer = keccak256(bytes(Tokens.ISSUER));
        bytes32 commitment = guardian.commitment(issuer, keccak256(bytes(Tokens.CLIENT)), keccak256(bytes(sub)), salt);
        bytes memory who = abi.encodePacked(bytes8(issuer), commitment);
        assertEq(bytes32(guardian.verify(who, hash, signature)), bytes32(guardian.verify.selector), "accepted");
        assertEq(bytes32(guardian.verify(ownKey(), hash, signature)), bytes32(FAILURE), "for another key");
        assertEq(bytes32(guardian.verify(who, ~hash, signature)), bytes32(FAILURE), "for another hash");
    }

    /// J-24 Whoever copies the token can do with it what its owner wanted, and nothing else: the caller is no matter.
    function test_verify_doesNotAskWhoCalls() public {
        bytes memory signature = approval(Tokens.payload(good()));
        vm.prank(address(0xbad));
        assertEq(
            bytes32(guardian.verify(ownKey(), HASH, signature)), bytes32(guardian.verify.selector), "by a stranger"
        );
        assertEq(bytes32(guardian.verify(ownKey(), keccak256("his"), signature)), bytes32(FAILURE), "for his request");
    }

    // ---- who --------------------------------------------------------------------------------------------------------

    /// J-14 Issuers are compared whole.
    function test_verify_rejectsAnotherIssuer() public view {
        string[7] memory issuers = [
            "accounts.google.com",
            "https://accounts.google.com/",
            "http://accounts.google.com",
            "https://accounts.google.com.evil",
            "https://ACCOUNTS.google.com",
            "https://accounts.google.co",
            ""
        ];
        for (uint256 i = 0; i < issuers.length; ++i) {
            Token memory token = good();
            token.iss = Tokens.quoted(issuers[i]);
            rejects(token, issuers[i]);
        }
    }

    /// J-14 Another issuer's key signs for that issuer alone, even the same person's name there.
    function test_verify_rejectsOneIssuersTokenByAnothersKey() public {
        RsaKey memory other = keyOf("other");
        vm.prank(publisher);
        guardian.publish("https://evil.example", other.modulus, bytes(Tokens.HEADER), 0);
        vm.warp(block.timestamp + 24 hours);
        string memory payload = Tokens.payload(good());
        rejects(approval(other, 0, payload), "of Google, signed by the other");
        rejects(packed(label(key, 0), payload, Tokens.sign(other, Tokens.HEADER, payload)), "naming Google's key");
        Token memory token = good();
        token.iss = Tokens.quoted("https://evil.example");
        rejects(approval(other, 0, Tokens.payload(token)), "the same sub and aud at the other");
        bytes memory there = signerKey("https://evil.example", Tokens.CLIENT, Tokens.SUBJECT);
        bytes memory signature = approval(other, 0, Tokens.payload(token));
        assertEq(
            bytes32(guardian.verify(there, HASH, signature)), bytes32(guardian.verify.selector), "his own guardian"
        );
    }

    /// The label in a guardian's key is what `suspended` goes by: it must be the issuer's, or a guardian would escape it.
    function test_verify_rejectsAKeyWithAForeignLabel() public view {
        bytes memory who = ownKey();
        bytes memory signature = approval(Tokens.payload(good()));
        for (uint256 i = 0; i < 8; ++i) {
            bytes memory other = bytes.concat(who);
            other[i] = ~other[i];
            assertEq(bytes32(guardian.verify(other, HASH, signature)), bytes32(FAILURE), "another label");
        }
    }

    function test_verify_rejectsAKeyOfAnotherLength() public view {
        bytes memory signature = approval(Tokens.payload(good()));
        bytes memory who = ownKey();
        assertEq(bytes32(guardian.verify("", HASH, signature)), bytes32(FAILURE), "none");
        assertEq(bytes32(guardian.verify(bytes.concat(who, hex"00"), HASH, signature)), bytes32(FAILURE), "longer");
        assembly ("memory-safe") {
            mstore(who, 39)
        }
        assertEq(bytes32(guardian.verify(who, HASH, signature)), bytes32(FAILURE), "shorter");
    }

    /// J-15 and J-16 Who somebody is is iss and sub; e-mail addresses and domains are no matter.
    function test_verify_goesBySubAlone() public view {
        Token memory token = good();
        token.jti = '"a","email":"eve@example.org","email_verified":false,"hd":"example.org"';
        accepts(token, "another e-mail address");
        token.sub = Tokens.quoted("110169484474386276335");
        token.jti = '"a","email":"alice@example.org","email_verified":true';
        rejects(token, "another sub");
        token.sub = Tokens.SUBJECT;
        rejects(token, "a number");
    }

    function test_verify_rejectsAnotherClient() public view {
        Token memory token = good();
        token.aud = Tokens.quoted(string.concat(Tokens.CLIENT, "x"));
        rejects(token, "aud that begins with azp");
        token.azp = token.aud;
        rejects(token, "another client's");
        token = good();
        token.azp = Tokens.quoted("another.apps.googleusercontent.com");
        rejects(token, "issued to another party");
        token.azp = '""';
        rejects(token, "an empty azp");
        token = good();
        token.aud = string.concat("[", token.aud, "]");
        rejects(token, "aud in an array");
        token.aud = string.concat("[", Tokens.quoted(Tokens.CLIENT), ",", Tokens.quoted("other"), "]");
        rejects(token, "two audiences");
    }

    function testFuzz_verify_rejectsAnotherSalt(bytes32 salt) public view {
        vm.assume(salt != SALT);
        string memory payload = Tokens.payload(good());
        bytes memory signature = Tokens.sign(key, Tokens.HEADER, payload);
        rejects(abi.encodePacked(label(key, 0), salt, Tokens.sent(payload), signature), "another salt");
    }

    // ---- when -------------------------------------------------------------------------------------------------------

    /// J-19 At most an hour old, at most ten minutes ahead: both edges.
    function test_verify_goesByIat() public view {
        Token memory token = good();
        token.nbf = "";
        (int256[4] memory offsets, bool[4] memory counts) =
            ([int256(-3601), -3600, 600, 601], [false, true, true, false]);
        for (uint256 i = 0; i < offsets.length; ++i) {
            token.iat = uint256(int256(block.timestamp) + offsets[i]).toString();
            string memory what = string.concat("iat ", i.toString());
            if (counts[i]) accepts(token, what);
            else rejects(token, what);
        }
    }

    /// J-18 Not past, at most a day ahead: both edges.
    function test_verify_goesByExp() public view {
        Token memory token = good();
        (int256[5] memory offsets, bool[5] memory counts) =
            ([int256(-1), 0, 1, 24 hours, 24 hours + 1], [false, true, true, true, false]);
        for (uint256 i = 0; i < offsets.length; ++i) {
            token.exp = uint256(int256(block.timestamp) + offsets[i]).toString();
            string memory what = string.concat("exp ", i.toString());
            if (counts[i]) accepts(token, what);
            else rejects(token, what);
        }
    }

    /// J-19 Where there is nbf, it is not ahead.
    function test_verify_goesByNbf() public view {
        Token memory token = good();
        token.nbf = block.timestamp.toString();
        accepts(token, "nbf now");
        token.nbf = (block.timestamp + 1).toString();
        rejects(token, "nbf ahead");
        token.nbf = "1000000000";
        accepts(token, "nbf long past");
    }

    // ---- for what ---------------------------------------------------------------------------------------------------

    /// J-21 The nonce is the hash of the request, which names account, new key, chains, epochs and deadline.
    function testFuzz_verify_rejectsAnotherNonce(bytes32 nonce) public view {
        vm.assume(nonce != HASH);
        Token memory token = good();
        token.nonce = Tokens.quoted(Tokens.nonceOf(nonce));
        rejects(token, "another request's");
    }

    function test_verify_rejectsANonceThatIsWrittenOtherwise() public view {
        string memory nonce = Tokens.nonceOf(HASH);
        string[7] memory others = [
            nonce,
            "null",
            "123",
            "{}",
            string.concat('"', nonce, '="'),
            string.concat('" ', nonce, '"'),
            Tokens.quoted(Strings.toHexString(uint256(HASH)))
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            Token memory token = good();
            token.nonce = others[i];
            rejects(token, others[i]);
        }
    }

    /// Every letter of it counts.
    function testFuzz_verify_rejectsEveryOtherLetterOfTheNonce(uint256 place, bytes1 letter) public view {
        bytes memory nonce = bytes(Tokens.nonceOf(HASH));
        place = bound(place, 0, 42);
        vm.assume(nonce[place] != letter);
        nonce[place] = letter;
        Token memory token = good();
        token.nonce = Tokens.quoted(string(nonce));
        rejects(token, "another letter");
    }

    // ---- signed how -------------------------------------------------------------------------------------------------

    /// J-01 Only RS256: what says otherwise was signed with another header than the key's entry has.
    function test_verify_rejectsOtherAlgorithms() public view {
        string[10] memory algorithms =
            ["none", "None", "NONE", "RS384", "RS512", "PS256", "ES256", "HS256", "rs256", ""];
        string memory payload = Tokens.payload(good());
        for (uint256 i = 0; i < algorithms.length; ++i) {
            string memory header =
                string.concat('{"alg":"', algorithms[i], '","kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8"}');
            rejects(packed(label(key, 0), payload, Tokens.sign(key, header, payload)), algorithms[i]);
        }
        rejects(packed(label(key, 0), payload, ""), "no signature");
        bytes32 keyed = keccak256(bytes.concat(key.modulus, bytes(Tokens.signingInput(Tokens.HEADER, payload))));
        rejects(packed(label(key, 0), payload, abi.encodePacked(keyed)), "keyed with what is public");
    }

    /// J-03 A key that is not there, or another issuer's.
    function testFuzz_verify_rejectsAKeyThatIsNotThere(bytes8 entry) public view {
        vm.assume(entry != label(key, 0));
        string memory payload = Tokens.payload(good());
        rejects(packed(entry, payload, Tokens.sign(key, Tokens.HEADER, payload)), "no such key");
    }

    /// J-04 One number below the modulus, in exactly its length, is the signature.
    function test_verify_rejectsOtherNumbers() public view {
        string memory payload = Tokens.payload(good());
        bytes memory signature = Tokens.sign(key, Tokens.HEADER, payload);
        bytes8 entry = label(key, 0);
        rejects(packed(entry, payload, bytes.concat(hex"00", signature)), "a zero before it");
        rejects(packed(entry, payload, bytes.concat(signature, hex"00")), "a zero behind it");
        rejects(packed(entry, payload, new bytes(256)), "0");
        rejects(packed(entry, payload, bytes.concat(new bytes(255), hex"01")), "1");
        rejects(packed(entry, payload, key.modulus), "n");
        bytes memory less = bytes.concat(key.modulus);
        less[255] = bytes1(uint8(less[255]) - 1);
        rejects(packed(entry, payload, less), "n - 1");
        bytes memory block_ = Tokens.block_(256, sha256(bytes(Tokens.signingInput(Tokens.HEADER, payload))));
        rejects(packed(entry, payload, block_), "the block itself");
        assembly ("memory-safe") {
            mstore(signature, 255)
        }
        rejects(packed(entry, payload, signature), "a byte less");
    }

    /// J-04 s + n is the same to the power of e, and another number. It fits only where s is small.
    function test_verify_rejectsTheSignaturePlusTheModulus() public view {
        uint256 found;
        for (uint256 i = 0; found < 3; ++i) {
            Token memory token = good();
            token.jti = Tokens.quoted(i.toString());
            string memory payload = Tokens.payload(token);
            bytes memory signature = Tokens.sign(key, Tokens.HEADER, payload);
            (bytes memory sum, bool fits) = _sum(signature, key.modulus);
            if (!fits) continue;
            ++found;
            accepts(packed(label(key, 0), payload, signature), "s");
            rejects(packed(label(key, 0), payload, sum), "s + n");
        }
    }

    /// A block that is not the one of RFC 8017 §9.2, though the issuer's key made it.
    function test_verify_rejectsOtherPaddings() public view {
        string memory payload = Tokens.payload(good());
        bytes32 digest = sha256(bytes(Tokens.signingInput(Tokens.HEADER, payload)));
        bytes memory right = Tokens.block_(256, digest);
        bytes8 entry = label(key, 0);
        accepts(packed(entry, payload, Tokens.decrypt(key, right)), "the right one");
        uint8[12] memory places = [0, 1, 2, 31, 32, 100, 191, 192, 203, 204, 205, 223];
        for (uint256 i = 0; i < places.length; ++i) {
            bytes memory wrong = bytes.concat(right);
            wrong[places[i]] ^= 0x01;
            // The first byte would be above the modulus.
            if (places[i] != 0) {
                rejects(packed(entry, payload, Tokens.decrypt(key, wrong)), uint256(places[i]).toString());
            }
        }
        bytes memory short =
            abi.encodePacked(hex"0001ffffffffffffffff003031300d060960864801650304020105000420", digest, new bytes(194));
        rejects(packed(entry, payload, Tokens.decrypt(key, short)), "short padding with room behind it");
        bytes memory bare = bytes.concat(right);
        // DigestInfo without its NULL, which some accept: one byte of padding more for each that is left out.
        bytes memory info = abi.encodePacked(hex"00302f300b0609608648016503040201", hex"0420", digest);
        for (uint256 i = 0; i < 256 - info.length; ++i) {
            if (i > 1) bare[i] = 0xff;
        }
        for (uint256 i = 0; i < info.length; ++i) {
            bare[256 - info.length + i] = info[i];
        }
        rejects(packed(entry, payload, Tokens.decrypt(key, bare)), "without NULL");
    }

    function testFuzz_verify_rejectsEveryOtherBit(uint256 place, uint8 bit) public view {
        bytes memory signature = approval(Tokens.payload(good()));
        place = bound(place, 0, signature.length - 1);
        signature[place] ^= bytes1(uint8(1 << (bit % 8)));
        rejects(signature, "another bit");
    }

    /// J-34 400 changes a run, 102,400 with 256 runs: bytes changed, left out, doubled, exchanged; digits and letters for others
    /// of their kind. None is taken, because the issuer has signed none of them.
    /// forge-config: deep.fuzz.runs = 1500
    function testFuzz_verify_rejectsChangedTokens(uint256 seed) public view {
        bytes memory signature = approval(Tokens.payload(good()));
        bytes memory who = ownKey();
        for (uint256 i = 0; i < 400; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            bytes memory changed = _changed(signature, seed);
            if (keccak256(changed) == keccak256(signature)) continue;
            assertEq(bytes32(guardian.verify(who, HASH, changed)), bytes32(FAILURE), "a changed token");
        }
    }

    /// The payload may be put together in any way, as long as it is what the issuer signed.
    function test_verify_takesAPayloadHoweverItIsPutTogether() public view {
        string memory payload = Tokens.payload(good());
        bytes memory rsa = Tokens.sign(key, Tokens.HEADER, payload);
        bytes memory whole = bytes(payload);
        uint256 nonce = 238;
        bytes memory text = new bytes(whole.length - 43);
        for (uint256 i = 0; i < text.length; ++i) {
            text[i] = whole[i < nonce ? i : i + 43];
        }
        accepts(_put(0, 0, 0, nonce, text, rsa), "without the nonce alone");
        accepts(_put(nonce, text.length, 0, nonce, text, rsa), "nothing repeated, at the end of what there is");
        // One letter less is sent: the second quote repeats the first.
        bytes memory less = new bytes(text.length - 1);
        for (uint256 i = 0; i < less.length; ++i) {
            less[i] = text[i < 5 ? i : i + 1];
        }
        accepts(_put(5, 1, 1, nonce - 1, less, rsa), "a quote repeated");
        rejects(_put(5, 2, 1, nonce - 1, less, rsa), "another letter repeated");
        rejects(_put(5, 1, 1, nonce, less, rsa), "the nonce too late");
        rejects(_put(nonce, 1, 1, 5, less, rsa), "the repetition behind the nonce");
        rejects(_put(5, uint16(less.length), 1, nonce - 1, less, rsa), "from behind the text");
        rejects(_put(0, 0, 0, text.length + 1, text, rsa), "a nonce behind the text");
        rejects(_put(0, 0, 0, 0xffff, text, rsa), "a nonce far behind");
        rejects(_put(0, 0xffff, 0xffff, nonce, text, rsa), "more than there is");
    }

    function _put(uint256 a, uint256 b, uint256 n, uint256 c, bytes memory text, bytes memory rsa)
        private
        view
        returns (bytes memory)
    {
        bytes memory numbers = abi.encodePacked(uint16(a), uint16(b), uint16(n), uint16(c), uint16(text.length));
        return abi.encodePacked(label(key, 0), SALT, numbers, text, rsa);
    }

    function testFuzz_verify_rejectsNonsense(bytes memory signature) public view {
        rejects(signature, "nonsense");
    }

    /// Cut off anywhere.
    function test_verify_rejectsWhatIsCutOff() public view {
        bytes memory signature = approval(Tokens.payload(good()));
        for (uint256 length = signature.length; length > 0; --length) {
            assembly ("memory-safe") {
                mstore(signature, sub(length, 1))
            }
            rejects(signature, length.toString());
        }
    }

    /// J-25 2,048 bytes, and no more.
    function test_verify_rejectsPayloadsThatAreTooLong() public view {
        Token memory token = good();
        uint256 room = 2048 - bytes(Tokens.payload(token)).length;
        token.jti = Tokens.quoted(string.concat("0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4", _letters(room)));
        assertEq(bytes(Tokens.payload(token)).length, 2048, "bytes");
        accepts(token, "2,048 bytes");
        token.jti = Tokens.quoted(string.concat("0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4", _letters(room + 1)));
        rejects(token, "2,049 bytes");
    }

    function _changed(bytes memory signature, uint256 seed) private pure returns (bytes memory changed) {
        changed = bytes.concat(signature);
        uint256 kind = seed % 6;
        // Half of them in what says how the payload is put together, and in its text, which begins at 50.
        uint256 place = (seed >> 8) % (seed & 0x80 == 0 ? signature.length - 1 : signature.length - 256);
        uint256 other = (seed >> 40) % signature.length;
        if (kind == 0) changed[place] = bytes1(uint8(seed >> 72));
        if (kind == 1) changed[place] ^= bytes1(uint8(1 << (seed >> 72) % 8));
        if (kind == 2) (changed[place], changed[other]) = (changed[other], changed[place]);
        if (kind == 3) {
            bytes1 letter = changed[place];
            if (letter >= "0" && letter <= "9") changed[place] = bytes1(uint8(0x30 + (seed >> 72) % 10));
            else if (letter >= "a" && letter <= "z") changed[place] = bytes1(uint8(0x61 + (seed >> 72) % 26));
            else changed[place] = '"';
        }
        if (kind > 3) {
            bytes memory text = new bytes(kind == 4 ? changed.length - 1 : changed.length + 1);
            for (uint256 i = 0; i < text.length; ++i) {
                text[i] = changed[i <= place ? i : kind == 4 ? i + 1 : i - 1];
            }
            if (kind == 4) text[place] = changed[place + 1];
            // The length of the text says so, too.
            uint256 length = uint256(uint16(bytes2(bytes.concat(text[48], text[49])))) + (kind == 4 ? 0 : 1);
            if (seed >> 80 & 1 == 0) (text[48], text[49]) = (bytes1(uint8(length >> 8)), bytes1(uint8(length)));
            changed = text;
        }
    }

    function _letters(uint256 count) private pure returns (string memory) {
        bytes memory letters = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            letters[i] = "x";
        }
        return string(letters);
    }

    /// @dev The sum of two numbers of 256 bytes, and whether it is one, too.
    function _sum(bytes memory a, bytes memory b) private pure returns (bytes memory sum, bool fits) {
        sum = new bytes(256);
        uint256 carry;
        for (uint256 i = 256; i > 0; --i) {
            carry += uint256(uint8(a[i - 1])) + uint8(b[i - 1]);
            sum[i - 1] = bytes1(uint8(carry));
            carry >>= 8;
        }
        fits = carry == 0;
    }
}
