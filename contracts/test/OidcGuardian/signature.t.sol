// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Token, Tokens} from "../support/Tokens.sol";

/// @dev Which signatures count: by which algorithm, of which key, and as which number.
contract SignatureTest is OidcTest {
    using Strings for uint256;

    /// J-01 Only RS256: what says otherwise was signed with another header than the key's entry has.
    function test_verify_rejectsOtherAlgorithms() public view {
        string[10] memory algorithms =
            ["none", "None", "NONE", "RS384", "RS512", "PS256", "ES256", "HS256", "rs256", ""];
        string memory payload = Tokens.payload(good());
        string memory kid = '"kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8"';
        for (uint256 i = 0; i < algorithms.length; ++i) {
            _rejectsHeader(string.concat('{"alg":"', algorithms[i], '",', kid, ',"typ":"JWT"}'));
        }
        _rejectsHeader(string.concat("{", kid, ',"typ":"JWT"}'));
        rejects(packed(label(key, 0), payload, ""), "no signature");
        bytes32 keyed = keccak256(bytes.concat(key.modulus, bytes(Tokens.signingInput(Tokens.HEADER, payload))));
        rejects(packed(label(key, 0), payload, abi.encodePacked(keyed)), "keyed with what is public");
    }

    /// @dev A good payload under the issuer's own signature.
    function _rejectsHeader(string memory header) private view {
        string memory payload = Tokens.payload(good());
        rejects(packed(label(key, 0), payload, Tokens.sign(key, header, payload)), header);
    }

    /// J-03 Whatever names another key, though the issuer has signed it with this one: the header is part of the entry.
    function test_verify_rejectsOtherKids() public view {
        string[7] memory kids = [
            "unknown",
            "",
            "A5FAF6ED62B5D1BA11D8C5F8AB2AB5C5A1D8C5F8",
            "a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f",
            "\\u00615faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8",
            'a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8\\"',
            'x","kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8'
        ];
        for (uint256 i = 0; i < kids.length; ++i) {
            _rejectsHeader(string.concat('{"alg":"RS256","kid":"', kids[i], '","typ":"JWT"}'));
        }
        _rejectsHeader(string.concat('{"alg":"RS256","kid":"', Tokens.letters(10_000), '","typ":"JWT"}'));
        accepts(good(), "its own");
    }

    /// J-03 A kid that is another issuer's: its entry counts for that issuer's tokens alone, whoever signed.
    function test_verify_rejectsAnotherIssuersKid() public {
        RsaKey memory other = keyOf("other");
        string memory header = '{"alg":"RS256","kid":"theirs","typ":"JWT"}';
        vm.prank(publisher);
        guardian.publish("https://evil.example", other.modulus, bytes(header), 0);
        vm.warp(block.timestamp + 24 hours);
        string memory payload = Tokens.payload(good());
        rejects(packed(label(other, 0), payload, Tokens.sign(other, header, payload)), "their entry and key");
        rejects(packed(label(other, 0), payload, Tokens.sign(key, header, payload)), "their entry, the issuer's key");
        rejects(packed(label(key, 0), payload, Tokens.sign(key, header, payload)), "their kid alone");
    }

    /// J-03 A key that is not there.
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
        less[255] = bytes1(uint8(less[255]) + 2);
        rejects(packed(entry, payload, less), "n + 1");
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

    /// J-04 Nor may the zero be left out with which one signature in 256 begins.
    function test_verify_rejectsASignatureWithoutItsLeadingZero() public view {
        Token memory token = good();
        bytes memory signature;
        string memory payload;
        uint256 tries;
        do {
            token.jti = Tokens.quoted((++tries).toString());
            payload = Tokens.payload(token);
            signature = Tokens.sign(key, Tokens.HEADER, payload);
        } while (signature[0] != 0x00);
        accepts(packed(label(key, 0), payload, signature), "256 bytes");
        bytes memory stripped = new bytes(255);
        for (uint256 i = 0; i < 255; ++i) {
            stripped[i] = signature[i + 1];
        }
        rejects(packed(label(key, 0), payload, stripped), "255 bytes");
        rejects(packed(label(key, 0), payload, bytes.concat(stripped, hex"00")), "moved to the left");
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

    // ---- NIST -------------------------------------------------------------------------------------------------------

    /// 53 vectors of NIST's, 33 of them valid, for 2,048, 3,072 and 4,096 bits. They sign texts that are no tokens: sha256 is
    /// made to give the digest of theirs, whatever is hashed.
    function test_verify_agreesWithNist() public {
        string memory json = vm.readFile("contracts/test/fixtures/nist-rsa.json");
        uint256[] memory keys = vm.parseJsonUintArray(json, ".key");
        bytes memory valid = vm.parseJsonBytes(json, ".valid");
        RsaKey[] memory published = _publishNist(json);
        string memory payload = Tokens.payload(good());
        uint256 count = 0;
        for (uint256 i = 0; i < keys.length; ++i) {
            bytes32 digest = sha256(vm.parseJsonBytes(json, _item(".message", i)));
            bytes memory rsa = vm.parseJsonBytes(json, _item(".signature", i));
            bytes memory signature = packed(label(published[keys[i]], 0), payload, rsa);
            bytes memory who = ownKey();
            vm.mockCall(address(2), "", abi.encode(digest));
            bool isTaken = guardian.verify(who, HASH, signature) == guardian.verify.selector;
            vm.clearMockedCalls();
            assertEq(isTaken, valid[i] == 0x01, _item("vector", i));
            if (isTaken) ++count;
        }
        assertEq(keys.length, 53, "vectors");
        assertEq(count, 33, "valid vectors");
    }

    /// @dev Their keys, usable; what is private of them is not known.
    function _publishNist(string memory json) private returns (RsaKey[] memory published) {
        published = new RsaKey[](11);
        for (uint256 i = 0; i < published.length; ++i) {
            published[i] = RsaKey({modulus: vm.parseJsonBytes(json, _item(".moduli", i)), privateExponent: ""});
            publish(published[i], Tokens.HEADER, 0);
        }
        vm.warp(block.timestamp + 24 hours);
    }

    function _item(string memory path, uint256 index) private pure returns (string memory) {
        return string.concat(path, "[", index.toString(), "]");
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
