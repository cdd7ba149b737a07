// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title A strict walk over JSON (RFC 8259) in memory
/// @notice Compact JSON: white space outside strings is refused. Bytes from 0x80 on are opaque and allowed inside strings
/// only. Nothing is decoded: functions take the position where something begins and return the one behind its end, or
/// zero if it is malformed.
/// @dev Whoever calls this puts a zero word behind the text. Zero ends every string, number and literal, so no function
/// reads on into what lies behind, and the caller only compares the last position with the end.
library Json {
    uint256 private constant _LOW_BITS = 0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f;
    uint256 private constant _TOP_BITS = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant _QUOTES = 0x2222222222222222222222222222222222222222222222222222222222222222;
    uint256 private constant _BACKSLASHES = 0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c;
    uint256 private constant _ABOVE_CONTROLS = 0x6060606060606060606060606060606060606060606060606060606060606060;
    uint256 private constant _ONES = 0x0101010101010101010101010101010101010101010101010101010101010101;

    /// @dev Arrays and objects inside each other.
    uint256 private constant _MAX_DEPTH = 32;

    /// @notice The byte at a position.
    function char(uint256 pos) internal pure returns (uint256 letter) {
        assembly ("memory-safe") {
            letter := byte(0, mload(pos))
        }
    }

    /// @notice The 32 bytes from a position on.
    function word(uint256 pos) internal pure returns (uint256 letters) {
        assembly ("memory-safe") {
            letters := mload(pos)
        }
    }

    /// @notice keccak256 of what stands from one position to another.
    function hash(uint256 pos, uint256 end) internal pure returns (uint256 value_) {
        assembly ("memory-safe") {
            value_ := keccak256(pos, sub(end, pos))
        }
    }

    /// @notice The first quote, backslash or control character (zero among them) from `pos` on.
    function special(uint256 pos) internal pure returns (uint256 end) {
        unchecked {
            while (true) {
                uint256 text = word(pos);
                uint256 low = text & _LOW_BITS;
                // In each byte the top bit says: not this one. No sum carries, because only seven bits are summed.
                uint256 others =
                    ((low ^ _QUOTES) + _LOW_BITS) & ((low ^ _BACKSLASHES) + _LOW_BITS) & (low + _ABOVE_CONTROLS) | text;
                uint256 marks = ~others & _TOP_BITS;
                if (marks == 0) {
                    pos += 32;
                    continue;
                }
                // All bytes from the first mark on, counted.
                marks |= marks >> 8;
                marks |= marks >> 16;
                marks |= marks >> 32;
                marks |= marks >> 64;
                marks |= marks >> 128;
                return pos + 32 - ((marks >> 7) * _ONES >> 248);
            }
        }
    }

    /// @notice A whole value: string, number, literal, array or object.
    function value(uint256 pos) internal pure returns (uint256 end) {
        unchecked {
            // A bit for each container that is open, the innermost lowest: set for an object.
            uint256 objects;
            uint256 depth;
            while (true) {
                uint256 first = char(pos);
                // "[" and "{" differ in one bit from each other, and by two from what closes them.
                if (first == 0x5b || first == 0x7b) {
                    if (char(pos + 1) == first + 2) {
                        pos += 2;
                    } else {
                        if (++depth > _MAX_DEPTH) return 0;
                        objects = (objects << 1) | (first >> 5 & 1);
                        ++pos;
                        if (first == 0x7b && (pos = _key(pos)) == 0) return 0;
                        continue;
                    }
                } else {
                    pos = _scalar(pos, first);
                    if (pos == 0) return 0;
                }
                while (depth != 0) {
                    uint256 next = char(pos++);
                    if (next == 0x2c) {
                        if (objects & 1 == 1 && (pos = _key(pos)) == 0) return 0;
                        break;
                    }
                    if (next != (objects & 1 == 1 ? 0x7d : 0x5d)) return 0;
                    objects >>= 1;
                    --depth;
                }
                if (depth == 0) return pos;
            }
        }
    }

    /// @dev A member's key and its colon.
    function _key(uint256 pos) private pure returns (uint256) {
        unchecked {
            if (char(pos) != 0x22) return 0;
            pos = _string(pos + 1);
            return pos != 0 && char(pos) == 0x3a ? pos + 1 : 0;
        }
    }

    function _scalar(uint256 pos, uint256 first) private pure returns (uint256) {
        unchecked {
            if (first == 0x22) return _string(pos + 1);
            if (first == 0x74) return word(pos) >> 224 == 0x74727565 ? pos + 4 : 0; // true
            if (first == 0x66) return word(pos) >> 216 == 0x66616c7365 ? pos + 5 : 0; // false
            if (first == 0x6e) return word(pos) >> 224 == 0x6e756c6c ? pos + 4 : 0; // null
            return _number(pos);
        }
    }

    /// @dev The rest of a string, escapes included.
    function _string(uint256 pos) private pure returns (uint256 end) {
        unchecked {
            while (true) {
                pos = special(pos);
                uint256 stop = char(pos++);
                if (stop == 0x22) return pos;
                if (stop != 0x5c) return 0;
                uint256 escape = char(pos++);
                if (escape == 0x75) {
                    for (uint256 last = pos + 4; pos < last; ++pos) {
                        if (!_isHex(char(pos))) return 0;
                    }
                } else if (!_isEscape(escape)) {
                    return 0;
                }
            }
        }
    }

    /// @dev One of " / \ b f n r t.
    function _isEscape(uint256 letter) private pure returns (bool) {
        return letter < 128 && (uint256(0x144044100000000000800400000000) >> letter) & 1 == 1;
    }

    function _isHex(uint256 letter) private pure returns (bool) {
        return letter < 128 && (uint256(0x7e0000007e03ff000000000000) >> letter) & 1 == 1;
    }

    function _number(uint256 pos) private pure returns (uint256) {
        unchecked {
            if (char(pos) == 0x2d) ++pos;
            if (char(pos) == 0x30) ++pos;
            else if ((pos = _digits(pos)) == 0) return 0;
            if (char(pos) == 0x2e && (pos = _digits(pos + 1)) == 0) return 0;
            if (char(pos) | 0x20 == 0x65) {
                uint256 sign = char(pos + 1);
                return _digits(sign == 0x2b || sign == 0x2d ? pos + 2 : pos + 1);
            }
            return pos;
        }
    }

    /// @dev One digit or more.
    function _digits(uint256 pos) private pure returns (uint256) {
        unchecked {
            uint256 start = pos;
            while (char(pos) - 0x30 < 10) ++pos;
            return pos == start ? 0 : pos;
        }
    }
}
