// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Base64Url} from "../../src/guardians/Base64Url.sol";
import {Test} from "../support/Test.sol";

/// @dev Against OpenZeppelin's, which goes by a table.
contract Base64UrlTest is Test {
    function testFuzz_encode_isBase64Url(bytes memory data) public pure {
        assertEq(Base64Url.encode(data), bytes(Base64.encodeURL(data)), "letters");
    }

    function testFuzz_encode_isBase64Url_ofLettersThatJsonHas(bytes memory data) public pure {
        for (uint256 i = 0; i < data.length; ++i) {
            data[i] = bytes1(0x20 + uint8(data[i]) % 0x5f);
        }
        assertEq(Base64Url.encode(data), bytes(Base64.encodeURL(data)), "letters");
    }

    /// Every length up to four steps, with memory behind it that is not clean.
    function test_encode_isBase64Url_ofEveryLength() public pure {
        for (uint256 length = 0; length < 100; ++length) {
            bytes memory data = new bytes(length);
            bytes memory behind = new bytes(64);
            for (uint256 i = 0; i < length; ++i) {
                data[i] = bytes1(uint8(uint256(keccak256(abi.encode(length, i)))));
            }
            for (uint256 i = 0; i < 64; ++i) {
                behind[i] = 0xff;
            }
            assertEq(Base64Url.encode(data), bytes(Base64.encodeURL(data)), "letters");
        }
    }

    /// Each of the 64 letters at each of the 32 places.
    function test_encode_isRightAtEveryPlace() public pure {
        bytes memory alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (uint256 value = 0; value < 64; ++value) {
            for (uint256 place = 0; place < 32; ++place) {
                bytes memory letters = Base64Url.encode(abi.encodePacked(bytes24(bytes32(value << (250 - 6 * place)))));
                for (uint256 i = 0; i < 32; ++i) {
                    assertEq(uint8(letters[i]), uint8(i == place ? alphabet[value] : bytes1("A")), "letter");
                }
            }
        }
    }
}
