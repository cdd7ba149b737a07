// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Test} from "./Test.sol";

struct Passkey {
    uint256 privateKey;
    bytes32 x;
    bytes32 y;
}

/// @notice What an authenticator signs, in the parts that a test may want to have wrong.
/// clientDataJSON = start ‖ challenge ‖ origin ‖ tail; only authenticatorData and tail travel in the signature.
struct Assertion {
    string start;
    string challenge;
    string origin;
    string tail;
    bytes authenticatorData;
}

/// @notice A software authenticator, and everything that a passkey signs here (docs/protocol.md). The digests are
/// computed anew: were they asked of the contracts, a wrong one would go unnoticed.
/// @dev To sign takes calls (SHA-256 is a precompile): do it before a revert is expected or a prank begins.
abstract contract Passkeys is Test {
    uint256 internal constant P256_P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff;
    uint256 internal constant P256_N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;
    uint256 internal constant P256_HALF_N = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8;

    bytes1 internal constant USER_PRESENT = 0x01;
    bytes1 internal constant USER_VERIFIED = 0x04;

    string internal constant TAIL = 'https://sparekey.example","crossOrigin":false}';

    /// @dev The same name gives the same passkey.
    function passkeyOf(string memory name) internal pure returns (Passkey memory passkey) {
        passkey.privateKey = uint256(keccak256(bytes(name))) % (P256_N - 1) + 1;
        (uint256 x, uint256 y) = vm.publicKeyP256(passkey.privateKey);
        (passkey.x, passkey.y) = (bytes32(x), bytes32(y));
    }

    function publicKey(Passkey memory passkey) internal pure returns (PublicKey memory) {
        return PublicKey({x: passkey.x, y: passkey.y});
    }

    function keyHash(Passkey memory passkey) internal pure returns (bytes32) {
        return keccak256(abi.encode(passkey.x, passkey.y));
    }

    /// @dev ERC-7913 signer.
    function signerOf(address verifier, Passkey memory passkey) internal pure returns (bytes memory) {
        return abi.encodePacked(verifier, passkey.x, passkey.y);
    }

    // ---- the authenticator ------------------------------------------------------------------------------------------

    /// @dev A correct assertion; change what should be wrong, then sign it.
    function assertionOf(bytes32 challenge) internal pure returns (Assertion memory) {
        return Assertion({
            start: '{"type":"webauthn.get","challenge":"',
            challenge: base64Url(abi.encodePacked(challenge)),
            origin: '","origin":"',
            tail: TAIL,
            authenticatorData: authenticatorData(USER_PRESENT | USER_VERIFIED)
        });
    }

    function authenticatorData(bytes1 flags) internal pure returns (bytes memory) {
        return abi.encodePacked(sha256("sparekey.example"), flags, uint32(7));
    }

    function clientDataJson(Assertion memory assertion) internal pure returns (string memory) {
        return string.concat(assertion.start, assertion.challenge, assertion.origin, assertion.tail);
    }

    /// @dev The hash whose P-256 signature an assertion carries.
    function signedHash(Assertion memory assertion) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(assertion.authenticatorData, sha256(bytes(clientDataJson(assertion)))));
    }

    /// @dev WebAuthn signature (packed), with low s.
    function sign(Passkey memory passkey, Assertion memory assertion) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = signLow(passkey, signedHash(assertion));
        return pack(r, s, assertion);
    }

    /// @dev A correct WebAuthn signature over this challenge.
    function sign(Passkey memory passkey, bytes32 challenge) internal pure returns (bytes memory) {
        return sign(passkey, assertionOf(challenge));
    }

    /// @dev The same signature with s and n - s exchanged: a correct one becomes a high-s one.
    function signHigh(Passkey memory passkey, Assertion memory assertion) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = signLow(passkey, signedHash(assertion));
        return pack(r, bytes32(P256_N - uint256(s)), assertion);
    }

    function signLow(Passkey memory passkey, bytes32 hash) internal pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(passkey.privateKey, hash);
        if (uint256(s) > P256_HALF_N) s = bytes32(P256_N - uint256(s));
    }

    function pack(bytes32 r, bytes32 s, Assertion memory assertion) internal pure returns (bytes memory) {
        uint16 length = uint16(assertion.authenticatorData.length);
        return abi.encodePacked(r, s, length, assertion.authenticatorData, assertion.tail);
    }

    /// @dev Without padding.
    function base64Url(bytes memory data) internal pure returns (string memory) {
        bytes memory text = bytes(vm.toBase64URL(data));
        uint256 length = text.length;
        while (length > 0 && text[length - 1] == "=") --length;
        bytes memory trimmed = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            trimmed[i] = text[i];
        }
        return string(trimmed);
    }

    // ---- what passkeys sign -----------------------------------------------------------------------------------------

    /// @dev `x ‖ y ‖ WebAuthn signature` over a message: what isOwnerSignature takes.
    function ownerSignature(address validator, Passkey memory passkey, address account, bytes32 hash)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(passkey.x, passkey.y, sign(passkey, messageDigest(validator, account, hash)));
    }

    /// @dev The same for the account's ERC-1271.
    function accountSignature(address validator, Passkey memory passkey, address account, bytes32 hash)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(validator, ownerSignature(validator, passkey, account, hash));
    }

    function userOpSignature(address validator, Passkey memory passkey, address account, bytes32 userOpHash)
        internal
        pure
        returns (bytes memory)
    {
        bytes32 challenge = userOperationDigest(validator, account, userOpHash);
        return abi.encodePacked(bytes1(0x00), passkey.x, passkey.y, sign(passkey, challenge));
    }

    /// @dev For the leaf that `proof` leads from to `root`.
    function batchSignature(
        address validator,
        Passkey memory passkey,
        address account,
        bytes32 root,
        uint48 validUntil,
        bytes32[] memory proof
    ) internal pure returns (bytes memory) {
        bytes memory webAuthn = sign(passkey, userOperationsDigest(validator, account, root, validUntil));
        return abi.encodePacked(
            bytes1(0x01), validUntil, uint8(proof.length), abi.encodePacked(proof), passkey.x, passkey.y, webAuthn
        );
    }

    /// @dev As ERC-7913 verifier: a passkey guardian's approval, a new passkey's acceptance.
    function verification(address validator, Passkey memory passkey, bytes32 hash)
        internal
        pure
        returns (bytes memory)
    {
        return sign(passkey, verificationDigest(validator, hash));
    }

    function merkleNode(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    // ---- digests ----------------------------------------------------------------------------------------------------

    function messageDigest(address validator, address account, bytes32 hash) internal pure returns (bytes32) {
        return
            _typed(validator, keccak256(abi.encode(keccak256("Message(address account,bytes32 hash)"), account, hash)));
    }

    function userOperationDigest(address validator, address account, bytes32 hash) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256("UserOperation(address account,bytes32 userOpHash)");
        return _typed(validator, keccak256(abi.encode(typeHash, account, hash)));
    }

    function userOperationsDigest(address validator, address account, bytes32 root, uint48 validUntil)
        internal
        pure
        returns (bytes32)
    {
        bytes32 typeHash = keccak256("UserOperations(address account,bytes32 root,uint48 validUntil)");
        return _typed(validator, keccak256(abi.encode(typeHash, account, root, validUntil)));
    }

    function verificationDigest(address validator, bytes32 hash) internal pure returns (bytes32) {
        return _typed(validator, keccak256(abi.encode(keccak256("Verification(bytes32 hash)"), hash)));
    }

    /// @dev EIP-712 with a domain of name, version and verifyingContract.
    function typedDigest(string memory name, address verifyingContract, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                verifyingContract
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _typed(address validator, bytes32 structHash) private pure returns (bytes32) {
        return typedDigest("Sparekey Passkey", validator, structHash);
    }
}
