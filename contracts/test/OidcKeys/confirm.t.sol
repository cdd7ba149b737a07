// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OidcKeys} from "../../src/guardians/OidcKeys.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {RsaKey, Tokens} from "../support/Tokens.sol";

contract ConfirmTest is OidcTest {
    bytes32 private immutable issuer = keccak256(bytes(Tokens.ISSUER));
    RsaKey private other;

    function setUp() public override {
        super.setUp();
        other = keyOf("other");
        publish(other, Tokens.HEADER, 0);
    }

    function _codeHash(RsaKey memory key_) private view returns (bytes32) {
        (address blob,,) = guardian.entryOf(issuer, label(key_, 0));
        return blob.codehash;
    }

    function _confirm(address who) private {
        bytes32 codeHash = _codeHash(other);
        vm.prank(who);
        guardian.confirm(issuer, label(other, 0), codeHash);
    }

    function _times() private view returns (uint40 from, uint40 until) {
        (, from, until) = guardian.entryOf(issuer, label(other, 0));
    }

    /// Two who looked for themselves agree: nothing to wait for.
    function test_confirm_byTheConfirmer_endsTheDelay() public {
        vm.warp(NOW + 1 hours);
        rejects(approval(other, 0, Tokens.payload(good())), "before");
        vm.expectEmit(address(guardian));
        emit OidcKeys.KeyConfirmed(
            issuer, label(other, 0), confirmer, uint40(block.timestamp), uint40(block.timestamp + 45 days)
        );
        _confirm(confirmer);
        accepts(approval(other, 0, Tokens.payload(good())), "at once");
    }

    function test_confirm_byThePublisher_doesNotEndTheDelay() public {
        vm.warp(NOW + 1 hours);
        _confirm(publisher);
        rejects(approval(other, 0, Tokens.payload(good())), "he confirms himself");
        (uint40 from, uint40 until) = _times();
        assertEq(from, NOW + 24 hours, "usable from");
        assertEq(until, block.timestamp + 45 days, "usable until");
    }

    /// Whoever confirms later does not make it younger.
    function test_confirm_keepsAnEarlierBeginning() public {
        vm.warp(NOW + 40 days);
        _confirm(confirmer);
        (uint40 from, uint40 until) = _times();
        assertEq(from, NOW + 24 hours, "usable from");
        assertEq(until, NOW + 85 days, "usable until");
        vm.warp(NOW + 85 days);
        accepts(approval(other, 0, Tokens.payload(good())), "until the last second");
        vm.warp(NOW + 85 days + 1);
        rejects(approval(other, 0, Tokens.payload(good())), "stale");
        _confirm(publisher);
        accepts(approval(other, 0, Tokens.payload(good())), "the issuer uses it again");
    }

    function test_confirm_reverts_forEverybodyElse() public {
        bytes32 codeHash = _codeHash(other);
        address[3] memory callers = [admin, revoker, address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            expectRevert(Roles.RoleNeeded.selector, abi.encode(callers[i], Roles.Role.Confirmer));
            guardian.confirm(issuer, label(other, 0), codeHash);
        }
    }

    /// Whoever confirms says what he has seen.
    function test_confirm_reverts_forAnotherCode() public {
        bytes8 entry = label(other, 0);
        vm.startPrank(confirmer);
        expectRevert(OidcKeys.KeyUnknown.selector, abi.encode(issuer, entry));
        guardian.confirm(issuer, entry, keccak256("another"));
        expectRevert(OidcKeys.KeyUnknown.selector, abi.encode(issuer, bytes8("nothing")));
        guardian.confirm(issuer, "nothing", bytes32(0));
        expectRevert(OidcKeys.KeyUnknown.selector, abi.encode(keccak256("another issuer"), entry));
        guardian.confirm(keccak256("another issuer"), entry, keccak256(""));
        vm.stopPrank();
    }

    function test_confirm_reverts_whenItWasRevoked() public {
        bytes32 codeHash = _codeHash(other);
        vm.prank(revoker);
        guardian.revoke(issuer, keccak256(other.modulus));
        vm.prank(confirmer);
        expectRevert(OidcKeys.KeyIsRevoked.selector, abi.encode(issuer, label(other, 0)));
        guardian.confirm(issuer, label(other, 0), codeHash);
    }
}
