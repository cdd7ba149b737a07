// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @notice An RSA key with its private half, of contracts/test/fixtures/rsa-keys.json.
struct RsaKey {
    bytes modulus;
    bytes privateExponent;
}

/// @notice What a token says. Members stand in the order of Google's, each as the JSON text of its value.
struct Token {
    string iss;
    string azp;
    string aud;
    string sub;
    string nonce;
    string nbf;
    string iat;
    string exp;
    string jti;
}

/// @notice An issuer: writes and signs ID tokens.
library Tokens {
    using Strings for uint256;

    string internal constant ISSUER = "https://accounts.google.com";
    string internal constant CLIENT = "407408718192-sparekeysparekeysparekeysparekey.apps.googleusercontent.com";
    string internal constant SUBJECT = "110169484474386276334";
    string internal constant HEADER = '{"alg":"RS256","kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8","typ":"JWT"}';

    /// @notice A good token of now, 383 bytes of payload.
    function good(bytes32 nonce, uint256 time) internal pure returns (Token memory) {
        return Token({
            iss: quoted(ISSUER),
            azp: quoted(CLIENT),
            aud: quoted(CLIENT),
            sub: quoted(SUBJECT),
            nonce: quoted(nonceOf(nonce)),
            nbf: (time - 300).toString(),
            iat: time.toString(),
            exp: (time + 3600).toString(),
            jti: quoted("0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4")
        });
    }

    function nonceOf(bytes32 hash) internal pure returns (string memory) {
        return Base64.encodeURL(abi.encodePacked(hash));
    }

    function quoted(string memory text) internal pure returns (string memory) {
        return string.concat('"', text, '"');
    }

    /// @notice So many letters.
    function letters(uint256 count) internal pure returns (string memory) {
        bytes memory text = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            text[i] = "x";
        }
        return string(text);
    }

    /// @notice The payload; members whose text is empty are left out.
    function payload(Token memory token) internal pure returns (string memory text) {
        text = _with(text, "iss", token.iss);
        text = _with(text, "azp", token.azp);
        text = _with(text, "aud", token.aud);
        text = _with(text, "sub", token.sub);
        text = _with(text, "nonce", token.nonce);
        text = _with(text, "nbf", token.nbf);
        text = _with(text, "iat", token.iat);
        text = _with(text, "exp", token.exp);
        text = _with(text, "jti", token.jti);
        return string.concat("{", text, "}");
    }

    /// @notice A payload as it is sent: `a ‖ b ‖ n ‖ c ‖ length of the text (2 each) ‖ text`, without the letters of the nonce,
    /// and without azp where it stands before and says what aud says. Where there is no nonce, nothing is left out.
    function sent(string memory text) internal pure returns (bytes memory) {
        bytes memory whole = bytes(text);
        (uint256 azp, uint256 length) = _find(whole, '"azp":"');
        (uint256 aud, uint256 same) = _find(whole, '"aud":"');
        (uint256 nonce,) = _find(whole, '"nonce":"');
        if (nonce == 0 || nonce + 43 > whole.length) return _sent(0, 0, 0, 0, whole);
        bytes memory rest = _part(whole, nonce + 43, whole.length);
        bool isRepeated = azp != 0 && azp < nonce && length == same
            && keccak256(_part(whole, azp, azp + length)) == keccak256(_part(whole, aud, aud + same));
        if (!isRepeated) return _sent(0, 0, 0, nonce, bytes.concat(_part(whole, 0, nonce), rest));
        bytes memory head = bytes.concat(_part(whole, 0, azp), _part(whole, azp + length, nonce));
        uint256 from = aud - (azp < aud ? length : 0) - (nonce < aud ? 43 : 0);
        return _sent(azp, from, length, nonce - length, bytes.concat(head, rest));
    }

    function _sent(uint256 a, uint256 b, uint256 n, uint256 c, bytes memory text) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(a), uint16(b), uint16(n), uint16(c), uint16(text.length), text);
    }

    /// @dev Where a member's letters begin, zero if there are none, and how many come before the next quote.
    function _find(bytes memory whole, bytes memory name) private pure returns (uint256 place, uint256 length) {
        for (uint256 pos = 0; pos + name.length <= whole.length; ++pos) {
            // The letter behind the quote tells most apart, for little.
            if (whole[pos + 1] != name[1] || keccak256(_part(whole, pos, pos + name.length)) != keccak256(name)) {
                continue;
            }
            place = pos + name.length;
            while (place + length < whole.length && whole[place + length] != '"') ++length;
            return (place, length);
        }
    }

    function _part(bytes memory data, uint256 from, uint256 to) private pure returns (bytes memory part) {
        part = new bytes(to - from);
        for (uint256 i = from; i < to; ++i) {
            part[i - from] = data[i];
        }
    }

    /// @notice RSASSA-PKCS1-v1_5 with SHA-256 over the token's first two parts.
    function sign(RsaKey memory key, string memory header, string memory text) internal view returns (bytes memory) {
        return decrypt(key, block_(key.modulus.length, sha256(bytes(signingInput(header, text)))));
    }

    function signingInput(string memory header, string memory text) internal pure returns (string memory) {
        return string.concat(Base64.encodeURL(bytes(header)), ".", Base64.encodeURL(bytes(text)));
    }

    /// @notice EMSA-PKCS1-v1_5 of a digest.
    function block_(uint256 size, bytes32 digest) internal pure returns (bytes memory) {
        bytes memory padding = new bytes(size - 54);
        for (uint256 i = 0; i < padding.length; ++i) {
            padding[i] = 0xff;
        }
        return abi.encodePacked(hex"0001", padding, hex"003031300d060960864801650304020105000420", digest);
    }

    /// @notice `text` to the power of the private exponent.
    function decrypt(RsaKey memory key, bytes memory text) internal view returns (bytes memory) {
        uint256 size = key.modulus.length;
        (bool success, bytes memory answer) =
            address(5).staticcall(abi.encodePacked(size, size, size, text, key.privateExponent, key.modulus));
        require(success, "modexp");
        return answer;
    }

    function _with(string memory text, string memory name, string memory value) private pure returns (string memory) {
        if (bytes(value).length == 0) return text;
        return string.concat(text, bytes(text).length == 0 ? '"' : ',"', name, '":', value);
    }
}
