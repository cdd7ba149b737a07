// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Token, Tokens} from "../support/Tokens.sol";

/// @dev Which tokens count: whose, when, and for what. Signed how is in signature.t.sol, how a payload must be written in
/// payload.t.sol.
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

    /// J-14 Issuers are compared whole: Google's older spelling without https is another one, too.
    function test_verify_rejectsAnotherIssuer() public view {
        Token memory same = good();
        same.iss = '"https://accounts.google.com"';
        accepts(same, "the issuer");
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

    /// J-15, J-16 Who somebody is is iss and sub: with another e-mail address and domain it is the same, with another sub and
    /// the same address it is not.
    function test_verify_goesBySubAlone() public view {
        string[3] memory addresses = [
            '"a","email":"alice@example.org","email_verified":true,"hd":"example.org"',
            '"a","email":"eve@example.net","email_verified":false,"hd":"example.net"',
            '"a","email":"alice@example.org"'
        ];
        Token memory token = good();
        for (uint256 i = 0; i < addresses.length; ++i) {
            token.jti = addresses[i];
            token.sub = Tokens.quoted(Tokens.SUBJECT);
            accepts(token, addresses[i]);
            token.sub = Tokens.quoted("110169484474386276335");
            rejects(token, "another sub");
        }
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

    /// J-19 A chain whose clock is behind takes a token of now, up to ten minutes behind, or less where nbf says so.
    function test_verify_takesATokenOnAChainThatIsBehind() public {
        Token memory google = good();
        Token memory bare = good();
        bare.nbf = "";
        bytes[2] memory signatures = [approval(Tokens.payload(google)), approval(Tokens.payload(bare))];
        uint256[2] memory most = [uint256(300), 600];
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(NOW - most[i] - 1);
            rejects(signatures[i], "too far behind");
            vm.warp(NOW - most[i]);
            accepts(signatures[i], "just far enough");
            vm.warp(NOW - 1);
            accepts(signatures[i], "a second behind");
        }
    }

    // ---- for what ---------------------------------------------------------------------------------------------------

    /// J-21 The nonce is the hash of the request, which names account, new key, chains, epochs and deadline (recovery.t.sol).
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

    // ---- as a whole -------------------------------------------------------------------------------------------------

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

    /// J-10 The place that a caller gives for the nonce leads to no text inside another value, nor to a member inside one.
    function test_verify_rejectsANonceThatIsNoMember() public view {
        string memory wanted = Tokens.nonceOf(HASH);
        string[6] memory texts = [
            string.concat('"x","name":"', wanted, '"'),
            string.concat('"x","name":"\\"nonce\\":\\"', wanted, '"'),
            string.concat('"x","a":{"nonce":"', wanted, '"}'),
            string.concat('"x","a":[{"nonce":"', wanted, '"}]'),
            string.concat('"x","a":["nonce","', wanted, '"]'),
            string.concat('"x","a":{"', wanted, '":0}')
        ];
        for (uint256 i = 0; i < texts.length; ++i) {
            Token memory token = good();
            token.nonce = Tokens.quoted(Tokens.nonceOf(keccak256("another request")));
            token.jti = texts[i];
            bytes memory payload = bytes(Tokens.payload(token));
            uint256 place = _placeOf(bytes(wanted), payload);
            bytes memory rest = new bytes(payload.length - 43);
            for (uint256 j = 0; j < rest.length; ++j) {
                rest[j] = payload[j < place ? j : j + 43];
            }
            bytes memory rsa = Tokens.sign(key, Tokens.HEADER, string(payload));
            rejects(_put(0, 0, 0, place, rest, rsa), texts[i]);
        }
    }

    function _placeOf(bytes memory part, bytes memory whole) private pure returns (uint256 place) {
        bytes32 hash = keccak256(part);
        uint256 length = part.length;
        while (true) {
            bytes32 found;
            assembly ("memory-safe") {
                found := keccak256(add(add(whole, 0x20), place), length)
            }
            if (found == hash) return place;
            assertLt(++place + length, whole.length, "the part is not there");
        }
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

    /// J-06 Cut off anywhere; without any signature, too.
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
        token.jti = Tokens.quoted(string.concat("0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4", Tokens.letters(room)));
        assertEq(bytes(Tokens.payload(token)).length, 2048, "bytes");
        accepts(token, "2,048 bytes");
        token.jti = Tokens.quoted(string.concat("0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4", Tokens.letters(room + 1)));
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
}
