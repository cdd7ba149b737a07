// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {Token, Tokens} from "../support/Tokens.sol";

/// @dev How a payload must be written, each text signed by the issuer itself. sdk/test/oidc compares the same parser with
/// another one on very many texts.
contract PayloadTest is OidcTest {
    using Strings for uint256;

    /// @dev A good payload with `text` as one more member, or in its place.
    function _with(string memory text) private view returns (string memory) {
        Token memory token = good();
        token.jti = string.concat('"a",', text);
        return Tokens.payload(token);
    }

    function _isRead(string memory payload) private view returns (bool) {
        bytes4 found = answer(approval(payload));
        assertTrue(found == guardian.verify.selector || found == FAILURE, "the answer");
        return found == guardian.verify.selector;
    }

    function _value(string memory value, bool isJson) private view {
        assertEq(_isRead(_with(string.concat('"x":', value))), isJson, value);
        // The same inside of something, and before something else.
        assertEq(_isRead(_with(string.concat('"x":[', value, "]"))), isJson, value);
        assertEq(_isRead(_with(string.concat('"x":{"iss":', value, ',"y":0}'))), isJson, value);
    }

    // ---- members that are read --------------------------------------------------------------------------------------

    /// J-18 Without exp, as without any other, a token counts for nothing.
    function test_payload_needsEachMemberOnce() public view {
        string[6] memory needed = ["iss", "aud", "sub", "nonce", "iat", "exp"];
        for (uint256 i = 0; i < needed.length; ++i) {
            Token memory token = good();
            if (i == 0) token.iss = "";
            if (i == 1) (token.aud, token.azp) = ("", "");
            if (i == 2) token.sub = "";
            if (i == 3) token.nonce = "";
            if (i == 4) token.iat = "";
            if (i == 5) token.exp = "";
            rejects(token, string.concat("without ", needed[i]));
        }
        Token memory same = good();
        string[8] memory names = ["iss", "aud", "sub", "nonce", "iat", "exp", "azp", "nbf"];
        string[8] memory values = [same.iss, same.aud, same.sub, same.nonce, same.iat, same.exp, same.azp, same.nbf];
        for (uint256 i = 0; i < names.length; ++i) {
            string memory member = string.concat('"', names[i], '":', values[i]);
            assertFalse(_isRead(_with(member)), string.concat("twice ", names[i]));
            // So often that a count could come round.
            string memory often = member;
            for (uint256 j = 0; j < 4; ++j) {
                often = string.concat(often, ",", often);
            }
            assertFalse(_isRead(_with(often)), string.concat("17 times ", names[i]));
        }
    }

    function test_payload_takesMembersInAnyOrder() public view {
        Token memory token = good();
        string memory text = string.concat('{"exp":', token.exp, ',"sub":', token.sub, ',"iat":', token.iat);
        text = string.concat(text, ',"nonce":', token.nonce, ',"aud":', token.aud, ',"iss":', token.iss);
        accepts(approval(string.concat(text, "}")), "in another order");
        accepts(approval(string.concat(text, ',"azp":', token.azp, "}")), "azp behind aud");
    }

    /// J-09 A key that means the same when it is decoded, and values that do.
    function test_payload_rejectsEscapesInWhatIsRead() public view {
        string[5] memory keys = ['"\\u0073ub"', '"s\\u0075b"', '"\\/sub"', '"sub\\u0000"', '"x\\"sub"'];
        for (uint256 i = 0; i < keys.length; ++i) {
            assertFalse(_isRead(_with(string.concat(keys[i], ':"victim"'))), keys[i]);
        }
        string[5] memory values = [
            '"11016948447438627633\\u0034"',
            '"110169484474386276334\\u0000"',
            '"\\"110169484474386276334"',
            '"110169484474386276334\\\\"',
            '"\\ud800110169484474386276334"'
        ];
        for (uint256 i = 0; i < values.length; ++i) {
            Token memory token = good();
            token.sub = values[i];
            rejects(token, values[i]);
        }
        accepts(approval(_with('"sub ":"victim"')), "a key that is another");
        accepts(approval(_with('"Sub":"victim"')), "a key that is another");
        accepts(approval(_with('"su":"victim","subs":"victim","":"victim"')), "keys that are others");
    }

    /// J-10 What stands inside another value is no member.
    function test_payload_goesByTheOuterObjectAlone() public view {
        string[7] memory texts = [
            '"a":{"sub":"victim"}',
            '"a":["sub","victim"]',
            '"a":[{"sub":"victim"}]',
            '"a":{"sub":{"sub":"victim"}}',
            '"name":"x\\",\\"sub\\":\\"victim"',
            '"a":{"}":"{","iss":[]}',
            '"a":"\\\\","b":"sub"'
        ];
        for (uint256 i = 0; i < texts.length; ++i) {
            accepts(approval(_with(texts[i])), texts[i]);
        }
        Token memory token = good();
        token.sub = "";
        token.jti = '{"sub":"110169484474386276334"}';
        rejects(token, "inside an object");
        token.jti = '["sub","110169484474386276334"]';
        rejects(token, "inside an array");
        token.jti = '"x\\",\\"sub\\":\\"110169484474386276334"';
        rejects(token, "inside a string");
    }

    /// J-18 Ten digits, the first not zero.
    function test_payload_rejectsOtherTimes() public view {
        string[14] memory times = [
            '"1760000000"',
            "1760000000.0",
            "176000000e1",
            "1e99",
            "-5",
            "0",
            "-760000000",
            "01760000000",
            "0760000000",
            "17600000000",
            "18446744073709551616",
            "null",
            "[1760000000]",
            "176000000:"
        ];
        for (uint256 i = 0; i < times.length; ++i) {
            Token memory token = good();
            token.exp = times[i];
            rejects(token, string.concat("exp ", times[i]));
            token = good();
            token.iat = times[i];
            rejects(token, string.concat("iat ", times[i]));
            token = good();
            token.nbf = times[i];
            rejects(token, string.concat("nbf ", times[i]));
        }
    }

    /// Each of the ten is a digit.
    function testFuzz_payload_rejectsEveryOtherDigit(uint256 place, bytes1 letter) public view {
        vm.assume(letter < "0" || letter > "9");
        Token memory token = good();
        bytes memory digits = bytes(token.nbf);
        digits[bound(place, 0, 9)] = letter;
        token.nbf = string(digits);
        rejects(token, "no digit");
    }

    // ---- what surrounds them ----------------------------------------------------------------------------------------

    /// J-06, J-07 One object, and nothing before, between or behind.
    function test_payload_isOneCompactObject() public view {
        string memory payload = Tokens.payload(good());
        string[8] memory space = [" ", "\n", "\t", "\r", hex"00", "x", "}", hex"efbbbf"];
        for (uint256 i = 0; i < space.length; ++i) {
            assertFalse(_isRead(string.concat(payload, space[i])), "behind");
            assertFalse(_isRead(string.concat(space[i], payload)), "before");
            assertFalse(_isRead(string.concat("{", space[i], _rest(payload))), "inside");
        }
        assertFalse(_isRead(string.concat("[", payload, "]")), "in an array");
        assertFalse(_isRead(_with(',"x":0')), "two commas");
        assertFalse(_isRead(_with('"x":0,')), "a comma at the end");
        assertFalse(_isRead(_with('"x"')), "no value");
        assertFalse(_isRead(_with('"x":')), "an empty value");
        assertFalse(_isRead(_with("x:0")), "no quotes");
        assertFalse(_isRead(_with("'x':0")), "other quotes");
        assertFalse(_isRead(_with('"x" :0')), "space before the colon");
        assertFalse(_isRead(_with('"x": 0')), "space behind the colon");
        assertFalse(_isRead(_with('"x":0 ')), "space behind the value");
        assertFalse(_isRead(_with('"x";0')), "another sign");
        assertFalse(_isRead(""), "nothing");
        assertFalse(_isRead("{}"), "empty");
        assertFalse(_isRead(string.concat('{"a":1', payload, "}")), "an object behind a value");
    }

    function test_payload_takesEveryValueThatIsJson() public view {
        string[21] memory values = [
            "0",
            "-0",
            "12",
            "-1.5",
            "0.25e10",
            "1E+5",
            "1e-05",
            "true",
            "false",
            "null",
            '""',
            '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF"',
            unicode'"Zoë \\ud83d 🦊"',
            "[]",
            "{}",
            '[[],{},"",0]',
            '{"":{"a":[{"b":[]}]}}',
            '"a string that is so long that it does not end in the first word of it"',
            '["a","a"]',
            '{"a":1,"a":1}',
            '{"\\u0061":0}'
        ];
        for (uint256 i = 0; i < values.length; ++i) {
            _value(values[i], true);
        }
    }

    function test_payload_rejectsEveryValueThatIsNot() public view {
        string[40] memory values = [
            "00",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1.e5",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "Infinity",
            "NaN",
            "True",
            "tru",
            "truee",
            "nul",
            "falsy",
            '"',
            '"\\"',
            '"\\x"',
            '"\\u12"',
            '"\\u12g4"',
            '"\\U0041"',
            '"\x01"',
            '"\n"',
            "[",
            "]",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{1}",
            '{"a"}',
            '{"a":}',
            '{"a":1,}',
            "{a:1}",
            "[}",
            "{]",
            '{"a":1]'
        ];
        for (uint256 i = 0; i < values.length; ++i) {
            _value(values[i], false);
        }
        _value(unicode"é", false);
    }

    /// J-25 32 containers in one another, and no more; one that is empty does not count.
    function test_payload_rejectsWhatIsTooDeep() public view {
        string[3] memory inner = ["0", "[]", "{}"];
        for (uint256 kind = 0; kind < inner.length; ++kind) {
            string memory deep = inner[kind];
            for (uint256 i = 1; i <= 33; ++i) {
                deep = i % 2 == 0 ? string.concat("[", deep, "]") : string.concat('{"a":', deep, "}");
                assertEq(_isRead(_with(string.concat('"x":', deep))), i <= 32, i.toString());
            }
        }
    }

    /// J-25 Whatever stands in 2,048 bytes, it is read for less than 1,200,000 gas.
    function test_payload_costsAreBounded() public view {
        string[6] memory parts = ['"x":0,', "0,", "[],", '"\\n",', '{"":0},', "-0.0e-0,"];
        for (uint256 i = 0; i < parts.length; ++i) {
            string memory text = i == 0 ? '"y":0,' : '"y":[';
            uint256 room = 2048 - 60 - bytes(_with('"y":[0]')).length;
            for (uint256 j = bytes(parts[i]).length; j < room; j += bytes(parts[i]).length) {
                text = string.concat(text, parts[i]);
            }
            text = string.concat(text, i == 0 ? '"z":0' : "0]");
            bytes memory signature = approval(_with(text));
            bytes memory who = ownKey();
            uint256 gas = gasleft();
            bytes4 found = guardian.verify(who, HASH, signature);
            gas -= gasleft();
            assertEq(bytes32(found), bytes32(guardian.verify.selector), parts[i]);
            assertLt(gas, 1_200_000, parts[i]);
        }
    }

    /// J-25 8 kB, 64 containers in one another, 500 members: refused, for less gas than a question to a guardian may cost.
    function test_payload_rejectsWhatIsTooMuch() public view {
        string memory deep = "0";
        for (uint256 i = 0; i < 64; ++i) {
            deep = i % 2 == 0 ? string.concat("[", deep, "]") : string.concat('{"a":', deep, "}");
        }
        string memory many = '"x":0';
        for (uint256 i = 1; i < 500; ++i) {
            many = string.concat(many, ',"":0');
        }
        string memory long = string.concat('"x":"', Tokens.letters(8192 - bytes(_with('"x":""')).length), '"');
        assertEq(bytes(_with(long)).length, 8192, "bytes");
        string[3] memory texts = [long, string.concat('"x":', deep), many];
        for (uint256 i = 0; i < texts.length; ++i) {
            bytes memory signature = approval(_with(texts[i]));
            bytes memory who = ownKey();
            uint256 gas = gasleft();
            bytes4 found = guardian.verify(who, HASH, signature);
            gas -= gasleft();
            assertEq(bytes32(found), bytes32(FAILURE), "taken");
            assertLt(gas, 1_000_000, "gas");
        }
    }

    function _rest(string memory payload) private pure returns (string memory) {
        bytes memory text = bytes(payload);
        bytes memory rest = new bytes(text.length - 1);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = text[i + 1];
        }
        return string(rest);
    }
}
