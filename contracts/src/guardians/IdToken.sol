// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Json} from "./Json.sol";

/// @notice What an ID token says (OpenID Connect Core 1.0 §2); names and subjects as keccak256 of their text.
/// @param party azp; zero if absent.
/// @param notBefore nbf; zero if absent.
struct Claims {
    bytes32 issuer;
    bytes32 audience;
    bytes32 subject;
    bytes32 party;
    uint256 issuedAt;
    uint256 expiresAt;
    uint256 notBefore;
}

/// @title Reading the payload of an ID token
/// @notice A payload is one compact JSON object. `iss`, `aud`, `sub`, `iat`, `exp` and `nonce` must occur exactly once in
/// it, `azp` and `nbf` at most once; other members are walked over, whatever their value. Keys have no escapes, nor have
/// the values that are read, so two texts never mean the same. `aud` is one string, times are ten digits (until 2286).
library IdToken {
    /// @dev Places of members: those up to here are strings in Claims, those up to the nonce times in Claims.
    uint256 private constant _AUD = 0x20;
    uint256 private constant _TIMES = 0x80;
    uint256 private constant _NONCE = 0xe0;
    uint256 private constant _OTHER = 0x100;

    /// @dev A count for each member, 16 bits apart, so that duplicates add up and are seen: iss, aud, sub, azp, iat, exp, nbf,
    /// nonce, and all others, which a payload cannot have so many of.
    uint256 private constant _REQUIRED = 0x0001_0000_0001_0001_0000_0001_0001_0001;
    /// @dev azp, nbf; and as many others as there are.
    uint256 private constant _OPTIONAL = 0xffff_0000_0001_0000_0000_0001_0000_0000_0000;

    /// @dev Three letters and the member's place in Claims each, where a product of the letters leads: sub, exp, nbf, iss,
    /// iat, (iss once more, where none belongs), azp, aud.
    uint256 private constant _NAMES = 0x73756240657870a06e6266c0697373006961748069737300617a706061756420;

    /// @notice Reads the payload between two positions in memory; a zero word must follow it.
    /// @param nonce Where the letters of the nonce stand, 43 of them.
    /// @return valid Whether it is well-formed, complete, and has its nonce there. If not, the claims mean nothing.
    function read(uint256 pos, uint256 end, uint256 nonce) internal pure returns (bool valid, Claims memory claims) {
        unchecked {
            if (Json.char(pos) != 0x7b) return (false, claims);
            uint256 seen;
            uint256 length;
            do {
                uint256 start = Json.word(++pos);
                uint256 place = _placeOf(start);
                if (place < _TIMES) {
                    // A string whose hash is kept.
                    if (start << 48 >> 248 != 0x22) return (false, claims);
                    pos += 7;
                    // Where azp stands before aud, it is nearly always the same: that is not walked over again.
                    uint256 quote = place == _AUD && Json.hash(pos, pos + length) == uint256(claims.party)
                        ? pos + length
                        : Json.special(pos);
                    if (Json.char(quote) != 0x22) return (false, claims);
                    length = quote - pos;
                    _keep(claims, place, Json.hash(pos, quote));
                    pos = quote + 1;
                } else if (place < _NONCE) {
                    (bool isTime, uint256 time) = _time(Json.word(pos + 6) >> 176);
                    if (!isTime) return (false, claims);
                    _keep(claims, place, time);
                    pos += 16;
                } else if (place == _NONCE) {
                    if (pos + 9 != nonce || Json.char(pos + 8) != 0x22 || Json.char(pos + 52) != 0x22) {
                        return (false, claims);
                    }
                    pos += 53;
                } else {
                    pos = _other(pos, start);
                    if (pos == 0) return (false, claims);
                }
                seen += 1 << (place >> 1);
            } while (Json.char(pos) == 0x2c);
            valid = Json.char(pos) == 0x7d && pos + 1 == end && (seen & ~_OPTIONAL) == _REQUIRED;
        }
    }

    /// @dev What a member is, by the word that begins with its key: its place in Claims, or one of the two below.
    function _placeOf(uint256 start) private pure returns (uint256) {
        unchecked {
            // Keys of three letters with their quotes and colon.
            if ((start >> 208) & 0xff000000ffff == 0x22000000223a) {
                // A product of the letters tells where in the table the only name stands that it can be.
                uint256 name = start >> 224 & 0xffffff;
                uint256 known = _NAMES >> ((name * 23 >> 12) & 0xe0);
                return known >> 8 & 0xffffff == name ? known & 0xff : _OTHER;
            }
            return start >> 192 == 0x226e6f6e6365223a ? _NONCE : _OTHER;
        }
    }

    /// @dev A member that is not read: any key without escapes, any value.
    function _other(uint256 pos, uint256 start) private pure returns (uint256) {
        unchecked {
            if (start >> 248 != 0x22) return 0;
            uint256 quote = Json.special(pos + 1);
            if (Json.word(quote) >> 240 != 0x223a) return 0;
            pos = quote + 2;
            // Most are strings without escapes.
            if (Json.char(pos) == 0x22) {
                quote = Json.special(pos + 1);
                if (Json.char(quote) == 0x22) return quote + 1;
            }
            return Json.value(pos);
        }
    }

    /// @dev Ten digits, the first not zero. What follows them is looked at by the caller.
    function _time(uint256 letters) private pure returns (bool, uint256) {
        unchecked {
            uint256 digits = letters ^ 0x30303030303030303030;
            // A byte above nine has its top bit, or gets it here; a carry comes only from one that has it.
            if ((digits | (digits + 0x76767676767676767676)) & 0x80808080808080808080 != 0) return (false, 0);
            uint256 pairs = (digits >> 8 & 0x00ff00ff00ff00ff00ff) * 10 + (digits & 0x00ff00ff00ff00ff00ff);
            uint256 time = (pairs >> 64) * 1e8 + (pairs >> 48 & 0xffff) * 1e6 + (pairs >> 32 & 0xffff) * 1e4
                + (pairs >> 16 & 0xffff) * 100 + (pairs & 0xffff);
            return (time >= 1e9, time);
        }
    }

    function _keep(Claims memory claims, uint256 place, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(claims, place), value)
        }
    }
}
