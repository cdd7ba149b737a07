// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OidcKeys} from "../../src/guardians/OidcKeys.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Tokens} from "../support/Tokens.sol";

contract RevokeTest is OidcTest {
    bytes32 private immutable issuer = keccak256(bytes(Tokens.ISSUER));
    string private constant OTHER_HEADER = '{"kid":"another","alg":"RS256"}';

    function _revoke(RsaKey memory key_) private {
        vm.prank(revoker);
        guardian.revoke(issuer, keccak256(key_.modulus));
    }

    /// K-03 At once, for ever, with all its headers; the issuer is suspended for three days.
    function test_revoke_endsEveryEntryOfTheModulus() public {
        publish(key, OTHER_HEADER, 1);
        publish(key, '{"alg":"RS256","kid":"b"}', 7);
        vm.warp(NOW + 24 hours);
        vm.expectEmit(address(guardian));
        emit OidcKeys.KeyRevoked(issuer, keccak256(key.modulus), uint40(block.timestamp + 72 hours));
        _revoke(key);
        vm.warp(block.timestamp + 72 hours + 1);
        string memory payload = Tokens.payload(good());
        rejects(approval(payload), "the first");
        rejects(packed(label(key, 1), payload, Tokens.sign(key, OTHER_HEADER, payload)), "the second");
        rejects(packed(label(key, 7), payload, Tokens.sign(key, '{"alg":"RS256","kid":"b"}', payload)), "the last");
        assertFalse(guardian.suspended(ownKey()), "suspended for ever");
    }

    /// Other keys of the issuer do not count meanwhile either: who knows what else was stolen.
    function test_revoke_suspendsTheIssuer_forThreeDays() public {
        RsaKey memory other = keyOf("other");
        publish(other, Tokens.HEADER, 0);
        vm.warp(NOW + 24 hours);
        accepts(approval(other, 0, Tokens.payload(good())), "before");
        assertFalse(guardian.suspended(ownKey()), "suspended before");
        _revoke(key);
        assertTrue(guardian.suspended(ownKey()), "suspended");
        assertFalse(guardian.suspended(signerKey("https://evil.example", "a", "b")), "another issuer is");
        assertFalse(guardian.suspended(hex"00"), "what is no key is");
        rejects(approval(other, 0, Tokens.payload(good())), "at once");
        vm.warp(block.timestamp + 72 hours);
        rejects(approval(other, 0, Tokens.payload(good())), "in the last second");
        assertTrue(guardian.suspended(ownKey()), "suspended in the last second");
        vm.warp(block.timestamp + 1);
        assertFalse(guardian.suspended(ownKey()), "suspended after it");
        accepts(approval(other, 0, Tokens.payload(good())), "after it");
        (, uint40 until) = guardian.issuerOf(bytes8(issuer));
        assertEq(until, NOW + 24 hours + 72 hours, "the last second");
    }

    /// A revoked modulus never returns: not with its header, not with another, not if it was never there.
    function test_revoke_keepsTheModulusOut() public {
        _revoke(key);
        expectRevert(OidcKeys.KeyExists.selector, abi.encode(issuer, label(key, 0)));
        publish(key, Tokens.HEADER, 0);
        expectRevert(OidcKeys.KeyIsRevoked.selector, abi.encode(issuer, label(key, 3)));
        publish(key, OTHER_HEADER, 3);
        RsaKey memory other = keyOf("other");
        _revoke(other);
        expectRevert(OidcKeys.KeyExists.selector, abi.encode(issuer, label(other, 0)));
        publish(other, Tokens.HEADER, 0);
        expectRevert(OidcKeys.KeyIsRevoked.selector, abi.encode(issuer, label(other, 1)));
        publish(other, Tokens.HEADER, 1);
    }

    function test_revoke_reverts_forEverybodyElse() public {
        address[4] memory callers = [admin, publisher, confirmer, address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            expectRevert(Roles.RoleNeeded.selector, abi.encode(callers[i], Roles.Role.Revoker));
            guardian.revoke(issuer, keccak256(key.modulus));
        }
    }
}
