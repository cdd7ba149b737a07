// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OidcKeys} from "../../src/guardians/OidcKeys.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Tokens} from "../support/Tokens.sol";

contract PublishTest is OidcTest {
    using Strings for uint256;

    bytes32 private immutable issuer = keccak256(bytes(Tokens.ISSUER));
    string private constant OTHER_HEADER = '{"kid":"another","alg":"RS256"}';

    function _publish(string memory header) private {
        publish(keyOf("other"), header, 0);
    }

    function test_publish_keepsModulusAndHeader() public {
        RsaKey memory other = keyOf("other");
        bytes8 entry = label(other, 0);
        vm.recordLogs();
        publish(other, OTHER_HEADER, 0);
        (address blob, uint40 from, uint40 until) = guardian.entryOf(issuer, entry);
        assertEq(from, NOW + 24 hours, "usable from");
        assertEq(until, NOW + 45 days, "usable until");
        assertEq(
            blob.code, abi.encodePacked(hex"00", other.modulus, Base64.encodeURL(bytes(OTHER_HEADER))), "what is kept"
        );
        assertEq(vm.getRecordedLogs().length, 1, "events");
    }

    function test_publish_tellsWhatWasPublished() public {
        RsaKey memory other = keyOf("other");
        vm.expectEmit(address(guardian));
        emit OidcKeys.KeyPublished(issuer, label(other, 0), uint40(NOW + 24 hours));
        publish(other, OTHER_HEADER, 0);
    }

    /// A header as most are is kept without the letters with which they begin, and counts as a whole.
    function test_publish_leavesOutHowMostHeadersBegin() public view {
        (address blob,,) = guardian.entryOf(issuer, label(key, 0));
        bytes memory letters = bytes(Base64.encodeURL(bytes(Tokens.HEADER)));
        assertEq(letters.length, 102, "letters");
        bytes memory rest = new bytes(letters.length - 28);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = letters[i + 28];
        }
        assertEq(blob.code, abi.encodePacked(hex"00", key.modulus, rest), "what is kept");
        accepts(approval(Tokens.payload(good())), "a token with this header");
    }

    /// Headers that differ from most in one letter of how they begin, or are nothing but that beginning and an empty rest.
    function test_publish_keepsOtherHeadersWhole() public {
        string[4] memory headers = [
            '{"kid":"1","alg":"RS256"}',
            '{"typ":"JWT","alg":"RS256","kid":"1"}',
            '{"alg":"RS256","typ":"JWT","kid":"1"}',
            '{"alg":"RS256","kid":"1"}'
        ];
        RsaKey memory other = keyOf("other");
        for (uint8 i = 0; i < 4; ++i) {
            publish(other, headers[i], i);
            (address blob,,) = guardian.entryOf(issuer, label(other, i));
            uint256 letters = bytes(Base64.encodeURL(bytes(headers[i]))).length;
            assertEq(blob.code.length, 1 + 256 + letters - (i == 3 ? 28 : 0), headers[i]);
        }
        vm.warp(NOW + 24 hours);
        string memory payload = Tokens.payload(good());
        for (uint8 i = 0; i < 4; ++i) {
            accepts(packed(label(other, i), payload, Tokens.sign(other, headers[i], payload)), headers[i]);
            rejects(
                packed(label(other, i), payload, Tokens.sign(other, headers[(i + 1) % 4], payload)), "another header"
            );
        }
    }

    /// K-02 What is signed with it does not count for a day; both edges.
    function test_publish_isUsableADayLater() public {
        RsaKey memory other = keyOf("other");
        publish(other, Tokens.HEADER, 0);
        vm.warp(NOW + 24 hours - 1);
        rejects(approval(other, 0, Tokens.payload(good())), "a second before");
        vm.warp(NOW + 24 hours);
        accepts(approval(other, 0, Tokens.payload(good())), "a day later");
        vm.warp(NOW + 45 days);
        accepts(approval(other, 0, Tokens.payload(good())), "in the last second");
        vm.warp(NOW + 45 days + 1);
        rejects(approval(other, 0, Tokens.payload(good())), "stale");
    }

    /// K-05 The same kid with another modulus is another entry, which ages; what the old one signed does not count by it.
    function test_publish_takesAKidAgain_asAnotherKey() public {
        RsaKey memory other = keyOf("other");
        publish(other, Tokens.HEADER, 0);
        string memory payload = Tokens.payload(good());
        rejects(approval(other, 0, payload), "the new one, at once");
        accepts(approval(payload), "the old one");
        vm.warp(NOW + 24 hours);
        payload = Tokens.payload(good());
        rejects(packed(label(other, 0), payload, Tokens.sign(key, Tokens.HEADER, payload)), "signed with the old one");
    }

    /// A second header of a modulus has a place of its own.
    function test_publish_takesEightHeadersOfAModulus() public {
        RsaKey memory other = keyOf("other");
        for (uint8 number = 0; number < 8; ++number) {
            string memory header = string.concat('{"alg":"RS256","kid":"', uint256(number).toString(), '"}');
            publish(other, header, number);
            (address blob,,) = guardian.entryOf(issuer, label(other, number));
            assertEq(blob.code.length, 1 + 256 + bytes(Base64.encodeURL(bytes(header))).length - 28, "its own header");
        }
        expectRevert(OidcKeys.InvalidHeaderNumber.selector, abi.encode(8, 7));
        publish(other, Tokens.HEADER, 8);
    }

    function test_publish_reverts_whenTheEntryExists() public {
        expectRevert(OidcKeys.KeyExists.selector, abi.encode(issuer, label(key, 0)));
        publish(key, OTHER_HEADER, 0);
        publish(key, OTHER_HEADER, 1);
        expectRevert(OidcKeys.KeyExists.selector, abi.encode(issuer, label(key, 1)));
        publish(key, OTHER_HEADER, 1);
    }

    /// K-08 Names of 31, 32 and 33 bytes, each the beginning of the next, for one modulus and for another: a token counts by
    /// the entry of its own name and modulus alone. A label is made of the modulus, never of a name that could be cut off.
    function test_publish_goesByTheModulus_notByTheKid() public {
        string memory kid = "0123456789abcdef0123456789abcde";
        assertEq(bytes(kid).length, 31, "bytes");
        string[3] memory headers =
            [_headerOf(kid), _headerOf(string.concat(kid, "f")), _headerOf(string.concat(kid, "fg"))];
        RsaKey[3] memory keys = [keyOf("other"), keyOf("other"), keyOf("large")];
        for (uint8 i = 0; i < 3; ++i) {
            publish(keys[i], headers[i], i);
        }
        vm.warp(NOW + 24 hours);
        string memory payload = Tokens.payload(good());
        for (uint8 i = 0; i < 3; ++i) {
            for (uint8 j = 0; j < 3; ++j) {
                bytes memory signature = packed(label(keys[i], i), payload, Tokens.sign(keys[i], headers[j], payload));
                if (i == j) accepts(signature, headers[i]);
                else rejects(signature, "by another name's entry");
            }
        }
    }

    function _headerOf(string memory kid) private pure returns (string memory) {
        return string.concat('{"alg":"RS256","kid":"', kid, '"}');
    }

    /// Where gas ends while the code is stored, nothing is published.
    function test_publish_reverts_whenTheCodeCannotBeStored() public {
        RsaKey memory other = keyOf("other");
        bytes memory call = abi.encodeCall(guardian.publish, (Tokens.ISSUER, other.modulus, bytes(Tokens.HEADER), 0));
        uint256 starved;
        for (uint256 gas = 40_000; gas < 140_000; gas += 500) {
            vm.prank(publisher);
            (bool success, bytes memory answer) = address(guardian).call{gas: gas}(call);
            (address blob,,) = guardian.entryOf(issuer, label(other, 0));
            assertEq(success, blob != address(0), "published by halves");
            if (success) break;
            if (bytes4(answer) == OidcKeys.BlobNotStored.selector) ++starved;
        }
        assertGt(starved, 0, "no gas at which storing alone fails");
    }

    // ---- refused ----------------------------------------------------------------------------------------------------

    function test_publish_reverts_forEverybodyElse() public {
        address[4] memory callers = [admin, confirmer, revoker, address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            expectRevert(Roles.RoleNeeded.selector, abi.encode(callers[i], Roles.Role.Publisher));
            guardian.publish(Tokens.ISSUER, key.modulus, bytes(Tokens.HEADER), 1);
        }
    }

    function test_publish_reverts_forBadModuli() public {
        bytes memory modulus = key.modulus;
        bytes memory even = bytes.concat(modulus);
        even[255] = bytes1(uint8(even[255]) & 0xfe);
        bytes memory small = bytes.concat(modulus);
        small[0] = bytes1(uint8(small[0]) & 0x7f);
        bytes[7] memory moduli = [
            even,
            small,
            bytes(""),
            bytes.concat(modulus, hex"01"),
            bytes.concat(hex"00", modulus),
            bytes.concat(modulus, modulus, modulus),
            bytes.concat(modulus, bytes32(uint256(1)))
        ];
        for (uint256 i = 0; i < moduli.length; ++i) {
            vm.prank(publisher);
            expectRevert(OidcKeys.InvalidModulus.selector, abi.encode(moduli[i].length));
            guardian.publish(Tokens.ISSUER, moduli[i], bytes(Tokens.HEADER), 0);
        }
    }

    /// J-01 Headers that name another algorithm, or none.
    function test_publish_reverts_forOtherAlgorithms() public {
        string[9] memory algorithms = ["none", "None", "NONE", "RS384", "RS512", "RS2560", "PS256", "ES256", "HS256"];
        for (uint256 i = 0; i < algorithms.length; ++i) {
            _refuses(string.concat('{"alg":"', algorithms[i], '","kid":"a"}'));
        }
        _refuses('{"kid":"a"}');
    }

    /// J-03 Headers without kid, with one that is too long, with a member twice, with one that is not known, with escapes.
    function test_publish_reverts_forBadHeaders() public {
        string[20] memory headers = [
            "",
            "{}",
            '{"alg":"RS256"}',
            _headerOf(Tokens.letters(10_000)),
            '{"alg":"RS256","kid":""}',
            '{"alg":"RS256","kid":7}',
            '{"alg":"RS256","kid":"a","kid":"a"}',
            '{"alg":"RS256","alg":"RS256","kid":"a"}',
            '{"alg":"RS256","kid":"a","typ":"JWT","typ":"JWT"}',
            '{"alg":"RS256","kid":"a","typ":"jwt"}',
            '{"alg":"RS256","kid":"a","crit":["b64"],"b64":false}',
            '{"alg":"RS256","kid":"a","jwk":{}}',
            '{"alg":"RS256","kid":"\\u0061"}',
            '{"alg":"RS256","kid":"a\\""}',
            '{ "alg":"RS256","kid":"a"}',
            '{"alg":"RS256","kid":"a"} ',
            '{"alg":"RS256","kid":"a"',
            '{"alg":"RS256","kid":"a"}}',
            '{"alg":"RS256","kid":"a",}',
            '["alg":"RS256","kid":"a"]'
        ];
        for (uint256 i = 0; i < headers.length; ++i) {
            _refuses(headers[i]);
        }
    }

    function _refuses(string memory header) private {
        RsaKey memory other = keyOf("other");
        expectRevert(OidcKeys.InvalidHeader.selector, abi.encode(bytes(header)));
        publish(other, header, 0);
    }

    function test_publish_takesHeadersInAnyOrder_upTo190Bytes() public {
        string memory kid = "k";
        for (uint256 i = 0; i < 148; ++i) {
            kid = string.concat(kid, "k");
        }
        string memory header = string.concat('{"typ":"JWT","kid":"', kid, 'kkkkk","alg":"RS256"}');
        assertEq(bytes(header).length, 190, "bytes");
        uint256 id = vm.snapshotState();
        _publish(header);
        vm.revertToState(id);
        header = string.concat('{"typ":"JWT","kid":"', kid, 'kkkkkk","alg":"RS256"}');
        expectRevert(OidcKeys.InvalidHeader.selector, abi.encode(bytes(header)));
        _publish(header);
    }
}
