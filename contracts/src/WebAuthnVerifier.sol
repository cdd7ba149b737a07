// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @notice A P-256 public key, affine, big endian.
struct PublicKey {
    bytes32 x;
    bytes32 y;
}

/// @title WebAuthn assertions, verified on chain
/// @notice Verifies, numbered as in W3C WebAuthn Level 3, §7.2 "Verifying an Authentication Assertion":
///  (11) clientDataJSON.type is `webauthn.get`;
///  (12) clientDataJSON.challenge is base64url of the expected challenge;
///  (16) the user present flag is set; (17) the user verified flag is set, always;
///  (20, 21) the signature over authenticatorData ‖ SHA-256(clientDataJSON) is the public key's, with low s.
/// It does not verify, because an account cannot know better than the authenticator and the browser that signed:
///  (13, 14) origin, crossOrigin, topOrigin: a passkey signs only for its own relying party; SDK and server check them;
///  (15) rpIdHash: it follows from the credential, which is bound to one relying party;
///  (18, 19) backup flags and extensions: they change nothing about who signed;
///  (22) the signature counter: synced passkeys keep it at zero, and the nonces and epochs signed here prevent replay.
/// @dev clientDataJSON is rebuilt, not searched: §5.8.1.1 fixes how a browser serialises the members up to the origin, so
/// there is no index to choose and no second `type` or `challenge` to be found. An authenticator that serialises in
/// another way is refused (the SDK finds that out when the passkey is made).
abstract contract WebAuthnVerifier {
    uint256 private constant _HALF_N = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8;
    address private constant _P256_PRECOMPILE = address(0x100);
    uint256 private constant _PROBE_GAS = 50_000;

    /// @dev r (32), s (32), length of authenticatorData (2).
    uint256 private constant _HEAD_LENGTH = 66;
    /// @dev rpIdHash (32), flags (1), signature counter (4).
    uint256 private constant _MIN_AUTHENTICATOR_DATA_LENGTH = 37;
    uint256 private constant _USER_PRESENT_AND_VERIFIED = 0x05;

    /// @dev Asked once, here, and not on each call: on a chain without the precompile a call to it is a call to an address
    /// without code, which ERC-7562 forbids while a user operation is validated. A chain that gains it later gets a new
    /// validator.
    bool private immutable _hasPrecompile;

    /// @notice There was too little gas to find out whether the P-256 precompile exists; deploy again with more.
    error ProbeNeedsMoreGas(uint256 available, uint256 needed);

    constructor() {
        // Without this, whoever deploys first could starve the probe and make every signature expensive for ever.
        uint256 needed = _PROBE_GAS * 2;
        if (gasleft() < needed) revert ProbeNeedsMoreGas(gasleft(), needed);
        // A valid signature with small r and s, from the Wycheproof vectors (ecdsa_secp256r1_sha256_p1363).
        (bool success, bytes memory answer) = _P256_PRECOMPILE.staticcall{gas: _PROBE_GAS}(
            abi.encode(
                0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023,
                5,
                1,
                0xa71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac957,
                0x5d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b
            )
        );
        _hasPrecompile = success && answer.length == 32 && bytes32(answer) == bytes32(uint256(1));
    }

    /// @dev Whether `key` signed `challenge`. False for anything malformed.
    /// @param signature `r ‖ s ‖ length of authenticatorData (2) ‖ authenticatorData ‖ rest of clientDataJSON`, where the
    /// rest is what follows `"origin":"`.
    function _verifyWebAuthn(PublicKey memory key, bytes32 challenge, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        if (signature.length < _HEAD_LENGTH + _MIN_AUTHENTICATOR_DATA_LENGTH) return false;
        uint256 end = _HEAD_LENGTH + uint16(bytes2(signature[64:_HEAD_LENGTH]));
        if (end < _HEAD_LENGTH + _MIN_AUTHENTICATOR_DATA_LENGTH || end > signature.length) return false;
        bytes calldata authenticatorData = signature[_HEAD_LENGTH:end];
        if (uint8(authenticatorData[32]) & _USER_PRESENT_AND_VERIFIED != _USER_PRESENT_AND_VERIFIED) return false;
        bytes32 clientDataHash = sha256(
            abi.encodePacked(
                '{"type":"webauthn.get","challenge":"',
                Base64.encodeURL(abi.encodePacked(challenge)),
                '","origin":"',
                signature[end:]
            )
        );
        bytes32 signed = sha256(abi.encodePacked(authenticatorData, clientDataHash));
        return _verifyP256(key, signed, bytes32(signature[0:32]), bytes32(signature[32:64]));
    }

    /// @dev Whether `key` is a point on the curve with both coordinates below p; (0, 0) is none.
    function _isOnCurve(PublicKey memory key) internal pure returns (bool) {
        return P256.isValidPublicKey(key.x, key.y);
    }

    function _verifyP256(PublicKey memory key, bytes32 hash, bytes32 r, bytes32 s) private view returns (bool valid) {
        (bytes32 x, bytes32 y) = (key.x, key.y);
        if (!_hasPrecompile) return P256.verifySolidity(hash, r, s, x, y);
        // The precompile checks all but low s: ranges, the point, the equation (EIP-7951).
        if (uint256(s) > _HALF_N) return false;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, hash)
            mstore(add(input, 0x20), r)
            mstore(add(input, 0x40), s)
            mstore(add(input, 0x60), x)
            mstore(add(input, 0x80), y)
            // It answers 1 for a valid signature and nothing for any other.
            let success := staticcall(gas(), 0x100, input, 0xa0, 0x00, 0x20)
            valid := and(and(success, eq(returndatasize(), 0x20)), eq(mload(0x00), 1))
        }
    }
}
