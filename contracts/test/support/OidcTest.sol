// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OidcGuardian} from "../../src/guardians/OidcGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {RsaKeys} from "./RsaKeys.sol";
import {RsaKey, Token, Tokens} from "./Tokens.sol";

/// @notice An OidcGuardian with one key of Google's that is usable, and one person.
abstract contract OidcTest is RsaKeys {
    bytes4 internal constant FAILURE = 0xffffffff;
    uint256 internal constant NOW = 1_760_000_000;
    bytes32 internal constant HASH = keccak256("the request");
    bytes32 internal constant SALT = keccak256("the policy's salt");

    address internal immutable admin = address(0xad);
    address internal immutable publisher = address(0x9b);
    address internal immutable confirmer = address(0xc0);
    address internal immutable revoker = address(0x4e);

    OidcGuardian internal guardian;
    RsaKey internal key;

    function setUp() public virtual {
        vm.warp(NOW - 10 days);
        guardian = new OidcGuardian(admin, publisher);
        vm.startPrank(admin);
        guardian.addRole(confirmer, Roles.Role.Confirmer);
        guardian.addRole(revoker, Roles.Role.Revoker);
        vm.stopPrank();
        vm.warp(NOW - 25 hours);
        key = keyOf("issuer");
        publish(key, Tokens.HEADER, 0);
        vm.warp(NOW);
    }

    function publish(RsaKey memory key_, string memory header, uint8 number) internal {
        vm.prank(publisher);
        guardian.publish(Tokens.ISSUER, key_.modulus, bytes(header), number);
    }

    /// @notice The guardian's key for somebody at an issuer.
    function signerKey(string memory iss, string memory aud, string memory sub) internal view returns (bytes memory) {
        bytes32 hash = keccak256(bytes(iss));
        bytes32 commitment = guardian.commitment(hash, keccak256(bytes(aud)), keccak256(bytes(sub)), SALT);
        return abi.encodePacked(bytes8(hash), commitment);
    }

    function ownKey() internal view returns (bytes memory) {
        return signerKey(Tokens.ISSUER, Tokens.CLIENT, Tokens.SUBJECT);
    }

    function good() internal view returns (Token memory) {
        return Tokens.good(HASH, block.timestamp);
    }

    /// @notice What a caller hands in for a payload that the issuer has signed.
    function approval(string memory payload) internal view returns (bytes memory) {
        return approval(key, 0, payload);
    }

    function approval(RsaKey memory key_, uint8 number, string memory payload) internal view returns (bytes memory) {
        return packed(label(key_, number), payload, Tokens.sign(key_, Tokens.HEADER, payload));
    }

    function packed(bytes8 entry, string memory payload, bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodePacked(entry, SALT, Tokens.sent(payload), signature);
    }

    function answer(bytes memory signature) internal view returns (bytes4) {
        return guardian.verify(ownKey(), HASH, signature);
    }

    function accepts(bytes memory signature, string memory what) internal view {
        assertEq(bytes32(answer(signature)), bytes32(guardian.verify.selector), what);
    }

    function rejects(bytes memory signature, string memory what) internal view {
        assertEq(bytes32(answer(signature)), bytes32(FAILURE), what);
    }

    function accepts(Token memory token, string memory what) internal view {
        accepts(approval(Tokens.payload(token)), what);
    }

    function rejects(Token memory token, string memory what) internal view {
        rejects(approval(Tokens.payload(token)), what);
    }
}
