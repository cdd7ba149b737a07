// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {Base64Url} from "./Base64Url.sol";
import {Claims, IdToken} from "./IdToken.sol";
import {IGuardianVerifier} from "./IGuardianVerifier.sol";
import {IdTokenHeader} from "./IdTokenHeader.sol";
import {KeyEntry} from "./KeyEntry.sol";
import {Json} from "./Json.sol";
import {OidcKeys} from "./OidcKeys.sol";
import {Roles} from "./Roles.sol";

/// @title "Sign in with …" as a guardian
/// @notice Approves with an OpenID Connect ID token. Verifies, numbered as in OpenID Connect Core 1.0, §3.1.3.7:
///  (2) iss, (3) aud, one string, and sub are those that the guardian's key commits to;
///  (4, 5) azp, where present, equals aud;
///  (6–8) the signature is RS256 by a key that OidcKeys holds as usable for exactly this issuer;
///  (9) exp has not passed, and is at most a day ahead; nbf, where present, has;
///  (10) iat is at most an hour old, and at most ten minutes ahead, for chains whose clock is behind;
///  (11) nonce is base64url of the hash that is approved: the token counts for nothing else.
/// It does not verify, because they are no matter here:
///  (1) encryption; (12, 13) acr, auth_time; at_hash: there is no access token; whether the token was seen before: the hash
///  names account, key, chains and epochs, so a token that somebody copies does what its owner wanted.
/// @dev The caller sends the decoded payload, and it is encoded here: a text has one encoding, while a decoder would have
/// to refuse many. The header is part of the key's entry.
contract OidcGuardian is IGuardianVerifier, OidcKeys {
    uint256 private constant _KEY_LENGTH = 40;
    /// @dev Label of the key's entry (8), salt (32), five numbers (2 each).
    uint256 private constant _HEAD_LENGTH = 50;
    /// @dev Letters of 32 bytes.
    uint256 private constant _NONCE_LENGTH = 43;
    uint256 private constant _MAX_PAYLOAD_LENGTH = 2048;

    uint256 private constant _MAX_AGE = 1 hours;
    uint256 private constant _MAX_AHEAD = 10 minutes;
    uint256 private constant _MAX_LIFE = 24 hours;

    /// @dev 65,537.
    bytes3 private constant _EXPONENT = 0x010001;
    /// @dev DER of `DigestInfo` for SHA-256 up to the digest (RFC 8017 §9.2, note 1), after the zero that ends the padding.
    bytes20 private constant _DIGEST_INFO = hex"003031300d060960864801650304020105000420";

    constructor(address owner, address publisher) Roles(owner, publisher, Role.Publisher) {}

    /// @inheritdoc IERC7913SignatureVerifier
    /// @param key Label of the issuer, `bytes8(keccak256(iss))`, and the commitment to who it is (see `commitment`).
    /// @param signature `label of the key's entry (8) ‖ salt (32) ‖ a ‖ b ‖ n ‖ c ‖ length of the text (2 each) ‖ text ‖ RSA
    /// signature`. The payload, as the issuer wrote it, before base64url, is
    /// `text[:a] ‖ text[b:b+n] ‖ text[a:c] ‖ base64url(hash) ‖ text[c:]`: the nonce is not sent but put in, so no other can
    /// even be said, and neither is azp where it repeats aud.
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _isApproved(key, hash, signature) ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IGuardianVerifier
    function suspended(bytes calldata key) external view returns (bool) {
        return key.length == _KEY_LENGTH && _isSuspended(bytes8(key[0:8]));
    }

    /// @notice What a guardian's key commits to: somebody (`sub`) at an issuer, as known to one client (`aud`). The salt
    /// keeps those who know the other three from recognising the guardian before it is used.
    function commitment(bytes32 issuerHash, bytes32 audienceHash, bytes32 subjectHash, bytes32 salt)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(issuerHash, audienceHash, subjectHash, salt));
    }

    function _isApproved(bytes calldata key, bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (key.length != _KEY_LENGTH || signature.length < _HEAD_LENGTH) return false;
        uint256 numbers = uint80(bytes10(_load(signature, 40)));
        (bool isWithin, uint256 length, uint256 rsa) = _measure(numbers, signature.length);
        if (!isWithin) return false;
        (uint256 text, uint256 nonce) = _assemble(signature, numbers, hash);
        (bool isValid, Claims memory claims) = IdToken.read(text, text + length, nonce);
        if (!isValid || !_isNow(claims) || !_isWho(claims, key, _load(signature, 8))) return false;
        KeyEntry entry = _entry(claims.issuer, bytes8(_load(signature, 0)));
        if (!entry.isUsable(block.timestamp) || _isSuspended(bytes8(claims.issuer))) return false;
        return _isSigned(entry, text, length, signature[rsa:]);
    }

    /// @dev Whether `a ‖ b ‖ n ‖ c ‖ length of the text` (see `verify`) fit each other and the signature; the payload's length,
    /// and where the RSA signature begins.
    function _measure(uint256 numbers, uint256 size) private pure returns (bool isWithin, uint256 length, uint256 rsa) {
        // All are small.
        unchecked {
            uint256 sent = numbers & 0xffff;
            uint256 nonce = numbers >> 16 & 0xffff;
            uint256 count = numbers >> 32 & 0xffff;
            length = sent + count + _NONCE_LENGTH;
            rsa = _HEAD_LENGTH + sent;
            uint256 longest = _MAX_PAYLOAD_LENGTH;
            assembly ("memory-safe") {
                let repeated := add(and(shr(48, numbers), 0xffff), count)
                isWithin := or(gt(shr(64, numbers), nonce), or(gt(nonce, sent), gt(repeated, sent)))
                isWithin := iszero(or(isWithin, or(gt(length, longest), gt(rsa, size))))
            }
        }
    }

    /// @dev Puts the payload behind everything else in memory, with a zero word behind it. However it is put together, the
    /// issuer must have signed what comes out.
    /// @param numbers As in `_measure`, which has seen them.
    /// @return text Where it begins.
    /// @return nonce Where its nonce begins.
    function _assemble(bytes calldata signature, uint256 numbers, bytes32 hash)
        private
        pure
        returns (uint256 text, uint256 nonce)
    {
        unchecked {
            uint256 data;
            uint256 head = _HEAD_LENGTH;
            nonce = numbers >> 16 & 0xffff;
            assembly ("memory-safe") {
                text := mload(0x40)
                data := add(signature.offset, head)
                let again := shr(64, numbers)
                let count := and(shr(32, numbers), 0xffff)
                calldatacopy(text, data, again)
                let pos := add(text, again)
                calldatacopy(pos, add(data, and(shr(48, numbers), 0xffff)), count)
                pos := add(pos, count)
                calldatacopy(pos, add(data, again), sub(nonce, again))
                data := add(data, nonce)
                nonce := add(pos, sub(nonce, again))
                mstore(0x00, hash)
                mstore(0x20, 0)
            }
            uint256 behind = Base64Url.write(nonce, 0x00, 32);
            assembly ("memory-safe") {
                let rest := sub(and(numbers, 0xffff), and(shr(16, numbers), 0xffff))
                calldatacopy(behind, data, rest)
                behind := add(behind, rest)
                mstore(behind, 0)
                mstore(0x40, add(behind, 0x20))
            }
        }
    }

    /// @dev 32 bytes; the caller knows that as many as it uses are there.
    function _load(bytes calldata data, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    function _isNow(Claims memory claims) private view returns (bool) {
        uint256 time = block.timestamp;
        unchecked {
            return claims.issuedAt + _MAX_AGE >= time && claims.issuedAt <= time + _MAX_AHEAD
                && claims.expiresAt >= time && claims.expiresAt <= time + _MAX_LIFE && claims.notBefore <= time;
        }
    }

    /// @dev What `commitment` says, in place: the salt takes azp's.
    function _isWho(Claims memory claims, bytes calldata key, bytes32 salt) private pure returns (bool) {
        if (claims.party != 0 && claims.party != claims.audience) return false;
        claims.party = salt;
        bytes32 found;
        assembly ("memory-safe") {
            found := keccak256(claims, 0x80)
        }
        // The label is what `suspended` goes by, so it must be the issuer's own.
        return bytes8(_load(key, 0)) == bytes8(claims.issuer) && _load(key, 8) == found;
    }

    /// @dev RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): what the public key makes of the signature is compared with the one block
    /// that is valid, whole. In memory lie, one behind the other, `lengths (96) ‖ signature ‖ exponent ‖ modulus`, which is
    /// MODEXP's input, and `base64url(header) ‖ "." ‖ base64url(payload)`, which is hashed.
    function _isSigned(KeyEntry entry, uint256 text, uint256 length, bytes calldata rsaSignature)
        private
        view
        returns (bool)
    {
        uint256 size = entry.modulusLength();
        if (rsaSignature.length != size) return false;
        (uint256 input, uint256 modulus) = _modexpInput(entry, size, rsaSignature);
        unchecked {
            if (!_isBelow(input + 96, modulus, size)) return false;
            (bytes32 digest, bool success) = _digest(entry, modulus + size, text, length);
            assembly ("memory-safe") {
                success := and(success, staticcall(gas(), 0x05, input, add(99, add(size, size)), input, size))
                success := and(success, eq(returndatasize(), size))
            }
            return success && _isBlock(input, size, digest);
        }
    }

    /// @dev Puts MODEXP's input behind everything else in memory, and the letters of the header behind its modulus.
    function _modexpInput(KeyEntry entry, uint256 size, bytes calldata rsaSignature)
        private
        view
        returns (uint256 input, uint256 modulus)
    {
        bytes3 exponent = _EXPONENT;
        address blob = entry.blob();
        uint256 letters = entry.letters();
        assembly ("memory-safe") {
            input := mload(0x40)
            mstore(input, size)
            mstore(add(input, 0x20), 3)
            mstore(add(input, 0x40), size)
            calldatacopy(add(input, 0x60), rsaSignature.offset, size)
            modulus := add(add(input, 0x63), size)
            mstore(sub(modulus, 3), exponent)
            extcodecopy(blob, modulus, 1, add(size, letters))
        }
    }

    /// @dev SHA-256 of what is signed.
    /// @param header Where the entry's letters of the header stand, with nothing behind them.
    function _digest(KeyEntry entry, uint256 header, uint256 text, uint256 length)
        private
        view
        returns (bytes32 digest, bool success)
    {
        unchecked {
            uint256 letters = entry.letters();
            uint256 signed = header;
            uint256 end = header + letters;
            if (entry.isUsual()) {
                signed = end;
                bytes28 usual = IdTokenHeader.USUAL_LETTERS;
                assembly ("memory-safe") {
                    mstore(signed, usual)
                    end := add(signed, 28)
                    mcopy(end, header, letters)
                    end := add(end, letters)
                }
            }
            assembly ("memory-safe") {
                mstore8(end, 0x2e)
            }
            end = Base64Url.write(end + 1, text, length);
            assembly ("memory-safe") {
                success := staticcall(gas(), 0x02, signed, sub(end, signed), 0x00, 0x20)
                digest := mload(0x00)
            }
        }
    }

    /// @dev Whether the first of two numbers is smaller. MODEXP would reduce one that is not, and take it.
    function _isBelow(uint256 first, uint256 second, uint256 size) private pure returns (bool) {
        unchecked {
            for (uint256 i = 0; i < size; i += 32) {
                (uint256 a, uint256 b) = (Json.word(first + i), Json.word(second + i));
                if (a != b) return a < b;
            }
            return false;
        }
    }

    /// @dev EMSA-PKCS1-v1_5 (RFC 8017 §9.2): `00 01 ff … ff ‖ 00 ‖ DigestInfo`.
    function _isBlock(uint256 block_, uint256 size, bytes32 digest) private pure returns (bool) {
        unchecked {
            uint256 ones = type(uint256).max;
            uint256 last = block_ + size - 64;
            for (uint256 pos = block_ + 32; pos < last; pos += 32) {
                ones &= Json.word(pos);
            }
            uint256 info = (type(uint256).max << 160) | uint160(_DIGEST_INFO);
            return Json.word(block_) == type(uint256).max >> 15 && ones == type(uint256).max && Json.word(last) == info
                && bytes32(Json.word(last + 32)) == digest;
        }
    }
}
