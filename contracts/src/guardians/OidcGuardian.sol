// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {Base64Url} from "./Base64Url.sol";
import {Claims, IdToken} from "./IdToken.sol";
import {IGuardianVerifier} from "./IGuardianVerifier.sol";
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
    /// @dev Label of the key's entry (8), salt (32), length of the payload (2).
    uint256 private constant _HEAD_LENGTH = 42;
    uint256 private constant _MAX_PAYLOAD_LENGTH = 2048;

    uint256 private constant _MAX_AGE = 1 hours;
    uint256 private constant _MAX_AHEAD = 10 minutes;
    uint256 private constant _MAX_LIFE = 24 hours;

    /// @dev 65,537.
    bytes3 private constant _EXPONENT = 0x010001;
    /// @dev DER of `DigestInfo` for SHA-256 up to the digest (RFC 8017 §9.2, note 1), after the zero that ends the padding.
    bytes20 private constant _DIGEST_INFO = hex"003031300d060960864801650304020105000420";

    constructor(address owner, address publisher) Roles(owner, publisher) {}

    /// @inheritdoc IERC7913SignatureVerifier
    /// @param key Label of the issuer, `bytes8(keccak256(iss))`, and the commitment to who it is (see `commitment`).
    /// @param signature `label of the key's entry (8) ‖ salt (32) ‖ length of the payload (2) ‖ payload ‖ RSA signature`,
    /// with the payload as the issuer wrote it, before base64url.
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
        uint256 length = uint16(bytes2(_load(signature, 40)));
        // Both are small.
        unchecked {
            if (length > _MAX_PAYLOAD_LENGTH || _HEAD_LENGTH + length > signature.length) return false;
        }
        uint256 text = _copy(signature, length);
        (bool isValid, Claims memory claims) = IdToken.read(text, text + length, hash);
        if (!isValid || !_isNow(claims) || !_isWho(claims, key, _load(signature, 8))) return false;
        KeyEntry entry = _entry(claims.issuer, bytes8(_load(signature, 0)));
        if (!entry.isUsable(block.timestamp) || _isSuspended(bytes8(claims.issuer))) return false;
        return _isSigned(entry, text, length, signature[_HEAD_LENGTH + length:]);
    }

    /// @dev Copies the payload behind everything else in memory, with a zero word behind it.
    function _copy(bytes calldata signature, uint256 length) private pure returns (uint256 text) {
        uint256 head = _HEAD_LENGTH;
        assembly ("memory-safe") {
            text := mload(0x40)
            calldatacopy(text, add(signature.offset, head), length)
            let end := add(text, length)
            mstore(end, 0)
            mstore(0x40, add(end, 0x20))
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

    function _isWho(Claims memory claims, bytes calldata key, bytes32 salt) private pure returns (bool) {
        if (claims.party != 0 && claims.party != claims.audience) return false;
        // The label is what `suspended` goes by, so it must be the issuer's own.
        return bytes8(_load(key, 0)) == bytes8(claims.issuer)
            && _load(key, 8) == commitment(claims.issuer, claims.audience, claims.subject, salt);
    }

    /// @dev RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): what the public key makes of the signature is compared with the one block
    /// that is valid, whole. In memory lie, one behind the other,
    /// `lengths (96) ‖ signature ‖ exponent ‖ modulus ‖ base64url(header) ‖ "." ‖ base64url(payload)`:
    /// up to the modulus it is MODEXP's input, behind it what is hashed.
    function _isSigned(KeyEntry entry, uint256 text, uint256 length, bytes calldata rsaSignature)
        private
        view
        returns (bool)
    {
        uint256 size = entry.modulusLength();
        if (rsaSignature.length != size) return false;
        uint256 input;
        uint256 modulus;
        bytes3 exponent = _EXPONENT;
        address blob = entry.blob();
        uint256 headerLength = entry.headerLength();
        assembly ("memory-safe") {
            input := mload(0x40)
            mstore(input, size)
            mstore(add(input, 0x20), 3)
            mstore(add(input, 0x40), size)
            calldatacopy(add(input, 0x60), rsaSignature.offset, size)
            modulus := add(add(input, 0x63), size)
            mstore(sub(modulus, 3), exponent)
            extcodecopy(blob, modulus, 1, add(size, headerLength))
        }
        uint256 signed;
        uint256 end;
        unchecked {
            signed = modulus + size;
            end = Base64Url.write(signed + headerLength, text, length);
            if (!_isBelow(input + 96, modulus, size)) return false;
        }
        bytes32 digest;
        bool success;
        assembly ("memory-safe") {
            success := staticcall(gas(), 0x02, signed, sub(end, signed), 0x00, 0x20)
            digest := mload(0x00)
            success := and(success, staticcall(gas(), 0x05, input, sub(signed, input), input, size))
            success := and(success, eq(returndatasize(), size))
        }
        return success && _isBlock(input, size, digest);
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
