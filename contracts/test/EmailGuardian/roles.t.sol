// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {EmailTest} from "../support/EmailTest.sol";
import {Wallet} from "../support/Policies.sol";

/// @dev Who can attest and for how long, as long as nobody is revoked. What all roles have in common is in OidcKeys/roles.t.sol.
contract RolesTest is EmailTest {
    function _expectAttesters(address[] memory expected) private view {
        assertEq(abi.encode(guardian.attesters()), abi.encode(expected), "attesters");
    }

    function test_constructor_givesTheAttesterItsRoleAtOnce() public {
        guardian = deployEmailGuardian(admin, successor.addr);
        accepts(by(successor), "in its first second");
        (Roles.Role role, uint40 since) = guardian.roleOf(successor.addr);
        assertEq(uint256(role), uint256(Roles.Role.Attester), "role");
        assertEq(since, block.timestamp, "since");
        assertEq(guardian.owner(), admin, "owner");
        expectSuspended(false, "suspended");
        expectRevert(Roles.RoleTaken.selector, abi.encode(admin, Roles.Role.None));
        new EmailGuardian(admin, admin);
        expectRevert(Roles.InvalidRole.selector, abi.encode(address(0), Roles.Role.Attester));
        new EmailGuardian(admin, address(0));
    }

    /// C-49 Everybody sees a new attester come for a week.
    function test_addRole_letsAttestAWeekLater() public {
        vm.expectEmit(address(guardian));
        emit Roles.RoleAdded(successor.addr, Roles.Role.Attester, uint40(NOW + 7 days));
        addRole(successor.addr, Roles.Role.Attester);
        rejects(by(successor), "at once");
        vm.warp(NOW + 7 days - 1);
        rejects(by(successor), "a second before");
        vm.warp(NOW + 7 days);
        accepts(by(successor), "a week later");
        accepts(by(attester), "beside the first one");
    }

    /// It publishes nothing and confirms nothing, so nobody could be trusted with that by mistake.
    function test_addRole_reverts_forRolesThatMeanNothingHere() public {
        Roles.Role[3] memory unused = [Roles.Role.None, Roles.Role.Publisher, Roles.Role.Confirmer];
        for (uint256 i = 0; i < unused.length; ++i) {
            expectRevert(Roles.InvalidRole.selector, abi.encode(successor.addr, unused[i]));
            addRole(successor.addr, unused[i]);
        }
    }

    function test_addRole_reverts_forEverybodyButTheOwner() public {
        address[3] memory others = [attester.addr, revoker, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(others[i]));
            guardian.addRole(successor.addr, Roles.Role.Attester);
        }
    }

    /// So many that `suspended` answers with the gas that it is given.
    function test_addRole_reverts_forTheNinthAttester() public {
        for (uint160 i = 1; i < 8; ++i) {
            addRole(address(0xa000 + i), Roles.Role.Attester);
        }
        expectRevert(EmailGuardian.TooManyAttesters.selector, abi.encode(8));
        addRole(successor.addr, Roles.Role.Attester);
        addRole(successor.addr, Roles.Role.Revoker);
        removeRole(address(0xa003));
        addRole(address(0xa008), Roles.Role.Attester);
        assertEq(guardian.attesters().length, 8, "attesters");
        revoke(attester.addr);
        vm.warp(NOW + 72 hours + 1);
        uint256 before = gasleft();
        assertTrue(guardian.suspended(""), "suspended");
        assertLt(before - gasleft(), 100_000, "gas");
    }

    /// A planned end: at once, and nothing is suspended.
    function test_removeRole_endsAnAttesterAtOnce() public {
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(NOW + 7 days);
        vm.expectEmit(address(guardian));
        emit Roles.RoleRemoved(attester.addr, Roles.Role.Attester);
        removeRole(attester.addr);
        rejects(by(attester), "the former");
        accepts(by(successor), "the new");
        expectSuspended(false, "suspended");
        assertFalse(guardian.isRevoked(attester.addr), "revoked");
        address[] memory left = new address[](1);
        left[0] = successor.addr;
        _expectAttesters(left);
    }

    function test_removeRole_ofTheLast_suspendsNothing() public {
        vm.prank(attester.addr);
        guardian.removeRole(attester.addr);
        rejects(by(attester), "the former");
        expectSuspended(false, "suspended");
        _expectAttesters(new address[](0));
    }

    /// Whoever was taken the role can have it again, a week later.
    function test_addRole_isPossibleAgain() public {
        removeRole(attester.addr);
        addRole(attester.addr, Roles.Role.Attester);
        rejects(by(attester), "at once");
        vm.warp(NOW + 7 days);
        accepts(by(attester), "a week later");
    }

    /// A revoker that comes and goes changes nothing about attesters.
    function test_removeRole_ofARevoker_isNoMatterToAttesters() public {
        removeRole(revoker);
        accepts(by(attester), "the attester");
        assertEq(guardian.attesters().length, 1, "attesters");
        vm.prank(revoker);
        expectRevert(Roles.RoleNeeded.selector, abi.encode(revoker, Roles.Role.Revoker));
        guardian.revoke(attester.addr);
    }
}
