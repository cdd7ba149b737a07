// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {EmailTest} from "../support/EmailTest.sol";
import {Vm} from "../support/Vm.sol";

contract RevokeTest is EmailTest {
    uint256 private constant SUSPENSION = 72 hours;

    /// @dev The model.
    address[] private people = [attester.addr, successor.addr, address(0xa1), address(0xa2)];
    mapping(address account => bool) private hasCounted;
    uint256 private revokedAt;
    bool private isSuspended;

    /// @dev A successor whose role counts from `NOW` on.
    function _haveSuccessor() private {
        vm.warp(NOW - 7 days);
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(NOW);
    }

    // ---- what it ends -----------------------------------------------------------------------------------------------

    /// C-49 At once: not even what was attested before counts any more.
    function test_revoke_endsAnAttesterAtOnce() public {
        bytes memory signature = by(attester);
        accepts(signature, "before");
        vm.expectEmit(address(guardian));
        emit Roles.RoleRemoved(attester.addr, Roles.Role.Attester);
        vm.expectEmit(address(guardian));
        emit EmailGuardian.AttesterRevoked(attester.addr, uint40(NOW + SUSPENSION));
        revoke(attester.addr);
        rejects(signature, "after");
        assertTrue(guardian.isRevoked(attester.addr), "revoked");
        assertEq(guardian.attesters().length, 0, "attesters");
        assertEq(guardian.suspendedUntil(), NOW + SUSPENSION, "until");
        (Roles.Role role,) = guardian.roleOf(attester.addr);
        assertEq(uint256(role), uint256(Roles.Role.None), "role");
    }

    /// C-49 For ever, and for every role.
    function test_revoke_keepsTheAddressOut() public {
        revoke(attester.addr);
        vm.warp(NOW + 365 days);
        for (uint256 i = 0; i < 2; ++i) {
            Roles.Role role = i == 0 ? Roles.Role.Attester : Roles.Role.Revoker;
            expectRevert(EmailGuardian.AttesterIsRevoked.selector, abi.encode(attester.addr));
            addRole(attester.addr, role);
        }
        expectRevert(EmailGuardian.AttesterIsRevoked.selector, abi.encode(attester.addr));
        revoke(attester.addr);
    }

    // ---- how long it suspends ---------------------------------------------------------------------------------------

    /// C-49 With another attester at hand it is 72 hours, in which that one does not count either: who knows what else was stolen.
    function test_revoke_suspendsEverybody_for72Hours() public {
        _haveSuccessor();
        bytes memory signature = by(successor);
        accepts(signature, "before");
        expectSuspended(false, "before");
        revoke(attester.addr);
        rejects(signature, "at once");
        expectSuspended(true, "at once");
        vm.warp(NOW + SUSPENSION);
        rejects(by(successor), "in the last second");
        expectSuspended(true, "in the last second");
        vm.warp(NOW + SUSPENSION + 1);
        accepts(by(successor), "after it");
        expectSuspended(false, "after it");
    }

    /// C-49 Without one it goes on until a successor's role counts.
    function test_revoke_suspendsUntilTheSuccessorIsActive() public {
        revoke(attester.addr);
        vm.warp(NOW + SUSPENSION + 1);
        expectSuspended(true, "nobody was named");
        addRole(successor.addr, Roles.Role.Attester);
        uint256 from = block.timestamp + 7 days;
        expectSuspended(true, "somebody was named");
        vm.warp(from - 1);
        rejects(by(successor), "a second before");
        expectSuspended(true, "a second before");
        vm.warp(from);
        accepts(by(successor), "when it counts");
        expectSuspended(false, "when it counts");
    }

    /// A successor that was named before counts a week after that, and not before the 72 hours are over.
    function test_revoke_goesByTheLaterOfTheTwo() public {
        addRole(successor.addr, Roles.Role.Attester);
        uint256 active = NOW + 7 days;
        vm.warp(active - SUSPENSION - 1);
        uint256 snapshot = vm.snapshotState();
        revoke(attester.addr);
        vm.warp(active - 1);
        expectSuspended(true, "the 72 hours end a second before it counts");
        vm.warp(active);
        expectSuspended(false, "both");
        vm.revertToState(snapshot);
        vm.warp(active - 1);
        revoke(attester.addr);
        vm.warp(active - 1 + SUSPENSION);
        expectSuspended(true, "it counts, the 72 hours are not over");
        vm.warp(active + SUSPENSION);
        expectSuspended(false, "both again");
    }

    /// The last attester goes while the guardian is suspended: it stays so until there is one.
    function test_removeRole_ofTheLast_prolongsASuspension() public {
        _haveSuccessor();
        revoke(attester.addr);
        removeRole(successor.addr);
        vm.warp(NOW + SUSPENSION + 1);
        expectSuspended(true, "nobody is left");
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(block.timestamp + 7 days);
        expectSuspended(false, "somebody is there again");
    }

    /// A suspension that is over stays over: whoever goes later, as planned, suspends nothing.
    function test_removeRole_ofTheLast_bringsNoSuspensionBack() public {
        _haveSuccessor();
        revoke(attester.addr);
        vm.warp(NOW + SUSPENSION + 1);
        removeRole(successor.addr);
        expectSuspended(false, "the last one has gone");
        assertEq(guardian.suspendedUntil(), NOW + SUSPENSION, "until");
    }

    /// Nor does one that goes before it ever counted.
    function test_removeRole_ofOneWhoWaits_bringsNoSuspensionBack() public {
        _haveSuccessor();
        addRole(address(0xa1), Roles.Role.Attester);
        revoke(attester.addr);
        vm.warp(NOW + SUSPENSION + 1);
        removeRole(address(0xa1));
        expectSuspended(false, "one who waited has gone");
        removeRole(successor.addr);
        expectSuspended(false, "the last one has gone");
    }

    /// Each revocation counts its own 72 hours.
    function test_revoke_suspendsAnew() public {
        _haveSuccessor();
        addRole(address(0xa1), Roles.Role.Attester);
        revoke(attester.addr);
        vm.warp(NOW + SUSPENSION);
        revoke(successor.addr);
        vm.warp(NOW + 2 * SUSPENSION);
        expectSuspended(true, "the last second of the second");
        assertEq(guardian.suspendedUntil(), NOW + 2 * SUSPENSION, "until");
        vm.warp(NOW + 7 days);
        expectSuspended(false, "the third counts");
    }

    /// Nobody's role counts in the 72 hours, whenever it would have begun to, and `roleOf` and the logs say so.
    function test_revoke_postponesTheOthers() public {
        _haveSuccessor();
        uint40[3] memory since = [uint40(NOW), uint40(NOW + SUSPENSION), uint40(NOW + SUSPENSION + 1)];
        address[3] memory others = [successor.addr, address(0xa1), address(0xa2)];
        vm.warp(since[1] - 7 days);
        addRole(others[1], Roles.Role.Attester);
        vm.warp(since[2] - 7 days);
        addRole(others[2], Roles.Role.Attester);
        vm.warp(NOW);
        uint40 from = uint40(NOW + SUSPENSION + 1);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(guardian));
            emit Roles.RoleAdded(others[i], Roles.Role.Attester, from);
        }
        revoke(attester.addr);
        for (uint256 i = 0; i < 3; ++i) {
            (, uint40 counts) = guardian.roleOf(others[i]);
            assertEq(counts, from, "since");
        }
        // One that was to begin has attested nothing and is kept out, without a second suspension; one that had begun has.
        vm.warp(NOW + 1);
        revoke(others[1]);
        assertEq(guardian.suspendedUntil(), NOW + SUSPENSION, "until");
        revoke(successor.addr);
        assertEq(guardian.suspendedUntil(), NOW + 1 + SUSPENSION, "until, of the second");
    }

    /// Who comes later than the 72 hours is not made to wait for them.
    function test_revoke_postponesNobodyWhoComesLater() public {
        addRole(successor.addr, Roles.Role.Attester);
        revoke(attester.addr);
        (, uint40 counts) = guardian.roleOf(successor.addr);
        assertEq(counts, NOW + 7 days, "since");
    }

    // ---- whom it can name -------------------------------------------------------------------------------------------

    /// C-49 A thief who gives the role up before anybody can revoke him is revoked all the same.
    function test_revoke_worksForAFormerAttester() public {
        _haveSuccessor();
        vm.prank(attester.addr);
        guardian.removeRole(attester.addr);
        expectSuspended(false, "before");
        vm.recordLogs();
        revoke(attester.addr);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            assertTrue(logs[i].topics[0] != Roles.RoleRemoved.selector, "a role that was gone ends again");
        }
        expectSuspended(true, "after");
        assertTrue(guardian.isRevoked(attester.addr), "revoked");
        expectRevert(EmailGuardian.AttesterIsRevoked.selector, abi.encode(attester.addr));
        addRole(attester.addr, Roles.Role.Attester);
    }

    /// Also one who has another role now, which ends too; or who is to have the old one again.
    function test_revoke_worksForAFormerAttester_whateverItIsNow() public {
        _haveSuccessor();
        Roles.Role[2] memory now_ = [Roles.Role.Revoker, Roles.Role.Attester];
        for (uint256 i = 0; i < now_.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            removeRole(attester.addr);
            addRole(attester.addr, now_[i]);
            revoke(attester.addr);
            expectSuspended(true, "after");
            (Roles.Role role,) = guardian.roleOf(attester.addr);
            assertEq(uint256(role), uint256(Roles.Role.None), "role");
            assertEq(guardian.attesters().length, 1, "attesters");
            vm.revertToState(snapshot);
        }
    }

    /// A former attester who was to have the role again and lost it before it counted is a former attester.
    function test_revoke_worksForAFormerAttester_whoWaitedInVain() public {
        removeRole(attester.addr);
        addRole(attester.addr, Roles.Role.Attester);
        removeRole(attester.addr);
        revoke(attester.addr);
        expectSuspended(true, "after");
    }

    /// Whoever steals the owner's key and names an attester of his own is kept out within the week, and what was attested
    /// honestly goes on.
    function test_revoke_keepsOutOneWhoWaits_andSuspendsNothing() public {
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(NOW + 7 days - 1);
        vm.expectEmit(address(guardian));
        emit EmailGuardian.AttesterRevoked(successor.addr, 0);
        revoke(successor.addr);
        accepts(by(attester), "the attester");
        expectSuspended(false, "suspended");
        assertEq(guardian.suspendedUntil(), 0, "until");
        vm.warp(NOW + 7 days);
        rejects(by(successor), "when it would have counted");
        expectRevert(EmailGuardian.AttesterIsRevoked.selector, abi.encode(successor.addr));
        addRole(successor.addr, Roles.Role.Attester);
    }

    /// In the first second in which its role counts it could have attested, even if it loses the role in that second.
    function test_revoke_suspends_fromTheFirstSecondOn() public {
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(NOW + 7 days);
        uint256 snapshot = vm.snapshotState();
        revoke(successor.addr);
        expectSuspended(true, "suspended");
        vm.revertToState(snapshot);
        removeRole(successor.addr);
        revoke(successor.addr);
        expectSuspended(true, "suspended, by a former one");
    }

    function test_revoke_reverts_forWhoeverWasNoAttester() public {
        expectRevert(EmailGuardian.NotAnAttester.selector, abi.encode(address(0x77), Roles.Role.None));
        revoke(address(0x77));
        expectRevert(EmailGuardian.NotAnAttester.selector, abi.encode(revoker, Roles.Role.Revoker));
        revoke(revoker);
        expectRevert(EmailGuardian.NotAnAttester.selector, abi.encode(address(0), Roles.Role.None));
        revoke(address(0));
        // Nor is who had another role, or none, and lost it.
        address[2] memory others = [address(0x4f), address(0x77)];
        vm.warp(NOW - 8 days);
        addRole(others[0], Roles.Role.Revoker);
        vm.warp(NOW);
        for (uint256 i = 0; i < 2; ++i) {
            removeRole(others[i]);
            expectRevert(EmailGuardian.NotAnAttester.selector, abi.encode(others[i], Roles.Role.None));
            revoke(others[i]);
        }
        // Who was taken the role before it counted was none.
        addRole(successor.addr, Roles.Role.Attester);
        vm.warp(NOW + 7 days - 1);
        removeRole(successor.addr);
        expectRevert(EmailGuardian.NotAnAttester.selector, abi.encode(successor.addr, Roles.Role.None));
        revoke(successor.addr);
    }

    function test_revoke_reverts_forEverybodyElse() public {
        address[3] memory callers = [admin, attester.addr, address(this)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.prank(callers[i]);
            expectRevert(Roles.RoleNeeded.selector, abi.encode(callers[i], Roles.Role.Revoker));
            guardian.revoke(attester.addr);
        }
        addRole(address(0x4f), Roles.Role.Revoker);
        vm.warp(NOW + 7 days - 1);
        vm.prank(address(0x4f));
        expectRevert(Roles.RoleNeeded.selector, abi.encode(address(0x4f), Roles.Role.Revoker));
        guardian.revoke(attester.addr);
    }

    // ---- as a whole -------------------------------------------------------------------------------------------------

    /// Whatever happens in whatever order, the guardian is suspended exactly as long as a model says, which follows every
    /// half day where the contract looks only when it is asked.
    function testFuzz_revoke_suspendsAsAModelSays(uint256 seed) public {
        for (uint256 i = 0; i < 16; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            // A revoked one has a new key most of the time.
            uint256 place = (seed >> 8) % people.length;
            if (guardian.isRevoked(people[place]) && (seed >> 16) % 4 != 0) people[place] = address(uint160(seed));
            _act(seed % 4, people[place]);
            assertEq(guardian.suspended(""), isSuspended, "now");
            for (uint256 steps = (seed >> 32) % 12; steps > 0; --steps) {
                vm.warp(block.timestamp + 12 hours);
                bool isOver = block.timestamp > revokedAt + SUSPENSION && _isAnybodyAttesting();
                if (isOver) isSuspended = false;
                assertEq(guardian.suspended(""), isSuspended, "later");
            }
        }
    }

    function _act(uint256 what, address who) private {
        _isAnybodyAttesting();
        vm.prank(what < 2 ? admin : revoker);
        if (what == 0) {
            try guardian.addRole(who, Roles.Role.Attester) {} catch {}
        } else if (what == 1) {
            guardian.removeRole(who);
        } else {
            try guardian.revoke(who) {
                if (hasCounted[who]) (revokedAt, isSuspended) = (block.timestamp, true);
            } catch {}
        }
    }

    function _isAnybodyAttesting() private returns (bool isAnybody) {
        for (uint256 i = 0; i < people.length; ++i) {
            (Roles.Role role, uint40 since) = guardian.roleOf(people[i]);
            if (role != Roles.Role.Attester || block.timestamp < since) continue;
            (isAnybody, hasCounted[people[i]]) = (true, true);
        }
    }
}
