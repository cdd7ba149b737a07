// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {OidcGuardian} from "../../src/guardians/OidcGuardian.sol";
import {OidcKeys} from "../../src/guardians/OidcKeys.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {OidcTest} from "../support/OidcTest.sol";
import {Tokens} from "../support/Tokens.sol";

contract RolesTest is OidcTest {
    address private constant NEW = address(0x1234);
    bytes private OTHER_HEADER = bytes('{"kid":"another","alg":"RS256"}');

    function _expectRole(address holder, Roles.Role expected, uint256 since) private view {
        (Roles.Role role, uint40 from) = guardian.roleOf(holder);
        assertEq(uint256(role), uint256(expected), "role");
        assertEq(from, since, "since");
    }

    /// Everybody sees it come for a week.
    function test_addRole_countsAWeekLater() public {
        vm.expectEmit(address(guardian));
        emit Roles.RoleAdded(NEW, Roles.Role.Publisher, uint40(NOW + 7 days));
        vm.prank(admin);
        guardian.addRole(NEW, Roles.Role.Publisher);
        _expectRole(NEW, Roles.Role.Publisher, NOW + 7 days);
        vm.warp(NOW + 7 days - 1);
        vm.prank(NEW);
        expectRevert(Roles.RoleNeeded.selector, abi.encode(NEW, Roles.Role.Publisher));
        guardian.publish(Tokens.ISSUER, key.modulus, OTHER_HEADER, 1);
        vm.warp(NOW + 7 days);
        vm.prank(NEW);
        guardian.publish(Tokens.ISSUER, key.modulus, OTHER_HEADER, 1);
    }

    function test_addRole_reverts_whenItCannotBeGiven() public {
        vm.startPrank(admin);
        expectRevert(Roles.RoleTaken.selector, abi.encode(publisher, Roles.Role.Publisher));
        guardian.addRole(publisher, Roles.Role.Confirmer);
        expectRevert(Roles.RoleTaken.selector, abi.encode(admin, Roles.Role.None));
        guardian.addRole(admin, Roles.Role.Revoker);
        expectRevert(Roles.InvalidRole.selector, abi.encode(NEW, Roles.Role.None));
        guardian.addRole(NEW, Roles.Role.None);
        expectRevert(Roles.InvalidRole.selector, abi.encode(address(0), Roles.Role.Revoker));
        guardian.addRole(address(0), Roles.Role.Revoker);
        // What EmailGuardian has a use for.
        expectRevert(Roles.InvalidRole.selector, abi.encode(NEW, Roles.Role.Attester));
        guardian.addRole(NEW, Roles.Role.Attester);
        vm.stopPrank();
        address[4] memory others = [publisher, confirmer, revoker, NEW];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(others[i]));
            guardian.addRole(NEW, Roles.Role.Publisher);
        }
    }

    function test_removeRole_endsItAtOnce() public {
        vm.expectEmit(address(guardian));
        emit Roles.RoleRemoved(publisher, Roles.Role.Publisher);
        vm.prank(admin);
        guardian.removeRole(publisher);
        _expectRole(publisher, Roles.Role.None, 0);
        vm.prank(publisher);
        expectRevert(Roles.RoleNeeded.selector, abi.encode(publisher, Roles.Role.Publisher));
        guardian.publish(Tokens.ISSUER, key.modulus, OTHER_HEADER, 1);
    }

    /// Whoever holds a role can give it up, and nobody else's.
    function test_removeRole_isForTheHolderToo() public {
        vm.prank(confirmer);
        guardian.removeRole(confirmer);
        _expectRole(confirmer, Roles.Role.None, 0);
        vm.prank(revoker);
        expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(revoker));
        guardian.removeRole(publisher);
    }

    function test_acceptOwnership_isNotForHolders() public {
        vm.startPrank(admin);
        guardian.transferOwnership(publisher);
        vm.stopPrank();
        vm.startPrank(publisher);
        expectRevert(Roles.RoleTaken.selector, abi.encode(publisher, Roles.Role.Publisher));
        guardian.acceptOwnership();
        guardian.removeRole(publisher);
        guardian.acceptOwnership();
        vm.stopPrank();
        assertEq(guardian.owner(), publisher, "owner");
    }

    function test_renounceOwnership_reverts() public {
        vm.prank(admin);
        expectRevert(Roles.RolesNeedOwner.selector);
        guardian.renounceOwnership();
        expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(this));
        guardian.renounceOwnership();
    }

    function test_constructor_givesThePublisherItsRoleAtOnce() public {
        OidcGuardian fresh = new OidcGuardian(admin, NEW);
        (Roles.Role role, uint40 since) = fresh.roleOf(NEW);
        assertEq(uint256(role), uint256(Roles.Role.Publisher), "role");
        assertEq(since, block.timestamp, "since");
        expectRevert(Roles.RoleTaken.selector, abi.encode(admin, Roles.Role.None));
        new OidcGuardian(admin, admin);
    }

    /// The owner's only power over keys is to let new ones age longer.
    function test_raiseDelay_letsNewKeysAgeLonger() public {
        bytes8 issuerLabel = bytes8(keccak256(bytes(Tokens.ISSUER)));
        vm.expectEmit(address(guardian));
        emit OidcKeys.DelayRaised(issuerLabel, 3 days);
        vm.prank(admin);
        guardian.raiseDelay(issuerLabel, 3 days);
        publish(keyOf("other"), Tokens.HEADER, 0);
        (, uint40 from,) = guardian.entryOf(keccak256(bytes(Tokens.ISSUER)), label(keyOf("other"), 0));
        assertEq(from, NOW + 3 days, "usable from");
        (uint256 delay,) = guardian.issuerOf(issuerLabel);
        assertEq(delay, 3 days, "delay");
        (delay,) = guardian.issuerOf("another");
        assertEq(delay, 24 hours, "another issuer's");
    }

    function test_raiseDelay_reverts_whenItIsNotLonger() public {
        vm.startPrank(admin);
        expectRevert(OidcKeys.InvalidDelay.selector, abi.encode(24 hours, 24 hours, 30 days));
        guardian.raiseDelay("issuer", 24 hours);
        expectRevert(OidcKeys.InvalidDelay.selector, abi.encode(30 days + 1, 24 hours, 30 days));
        guardian.raiseDelay("issuer", 30 days + 1);
        guardian.raiseDelay("issuer", 30 days);
        expectRevert(OidcKeys.InvalidDelay.selector, abi.encode(2 days, 30 days, 30 days));
        guardian.raiseDelay("issuer", 2 days);
        vm.stopPrank();
        expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(this));
        guardian.raiseDelay("issuer", 2 days);
    }
}
