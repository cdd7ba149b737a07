// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Json} from "./Json.sol";

/// @title Checking the header of ID tokens
/// @notice One compact JSON object with `"alg":"RS256"`, a `kid`, and perhaps `"typ":"JWT"`, each once, in any order, without
/// escapes. Anything else is refused, `crit` and `b64` (RFC 7515 §4.1.11, RFC 7797) among it.
library IdTokenHeader {
    uint256 private constant _ALG = 1;
    uint256 private constant _KID = 1 << 8;
    uint256 private constant _TYP = 1 << 16;

    /// @notice So that the letters of it are counted in one byte.
    uint256 internal constant MAX_LENGTH = 190;
    /// @notice How most begin, as far as whole letters go: `{"alg":"RS256","kid":`, and the letters of that.
    bytes21 internal constant USUAL = '{"alg":"RS256","kid":';
    bytes28 internal constant USUAL_LETTERS = "eyJhbGciOiJSUzI1NiIsImtpZCI6";

    /// @notice Whether it is such a header. It stands between two positions in memory; a zero word must follow it.
    function isValid(uint256 pos, uint256 end) internal pure returns (bool) {
        unchecked {
            if (Json.char(pos) != 0x7b) return false;
            uint256 seen;
            do {
                uint256 member;
                (pos, member) = _member(pos + 1);
                if (pos == 0) return false;
                seen += member;
            } while (Json.char(pos) == 0x2c);
            return Json.char(pos) == 0x7d && pos + 1 == end && (seen & ~_TYP) == (_ALG | _KID);
        }
    }

    function _member(uint256 pos) private pure returns (uint256 end, uint256 member) {
        unchecked {
            uint256 start = Json.word(pos);
            if (bytes13(bytes32(start)) == '"alg":"RS256"') return (pos + 13, _ALG);
            if (bytes11(bytes32(start)) == '"typ":"JWT"') return (pos + 11, _TYP);
            if (bytes7(bytes32(start)) != '"kid":"') return (0, 0);
            uint256 quote = Json.special(pos + 7);
            // An empty one names no key.
            return Json.char(quote) == 0x22 && quote > pos + 7 ? (quote + 1, _KID) : (0, 0);
        }
    }
}
