// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IStakeManager} from "@account-abstraction/contracts/interfaces/IStakeManager.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountFactory} from "../../src/AccountFactory.sol";
import {FactoryStaker} from "../../src/FactoryStaker.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {AccountTest} from "../support/AccountTest.sol";

/// @dev Against the real EntryPoint.
contract FactoryStakerTest is AccountTest {
    uint32 private constant DELAY_SECONDS = 1 days;
    bytes32 private constant SALT_OF_ACCOUNT = keccak256("another salt");
    address private constant OPERATOR = address(0x0be7a);
    address payable private constant RECIPIENT = payable(address(0x7ec1));

    FactoryStaker private staker;

    function setUp() public override {
        super.setUp();
        staker = new FactoryStaker(OPERATOR, factory);
        vm.deal(OPERATOR, 10 ether);
    }

    function stakeOf() private view returns (IStakeManager.DepositInfo memory) {
        return IStakeManager(address(entryPoint)).getDepositInfo(address(staker));
    }

    function stake(uint256 amount) private {
        vm.prank(OPERATOR);
        staker.addStake{value: amount}(DELAY_SECONDS);
    }

    function test_constructor_setsOwnerAndFactory() public view {
        assertEq(staker.owner(), OPERATOR, "owner");
        assertEq(address(staker.factory()), address(factory), "factory");
    }

    function test_constructor_reverts_withoutAnOwner() public {
        expectRevert(Ownable.OwnableInvalidOwner.selector, abi.encode(address(0)));
        new FactoryStaker(address(0), factory);
    }

    // ---- the stake --------------------------------------------------------------------------------------------------

    function test_addStake_adds() public {
        stake(2 ether);
        assertTrue(stakeOf().staked, "staked");
        assertEq(stakeOf().stake, 2 ether, "stake");
        assertEq(stakeOf().unstakeDelaySec, DELAY_SECONDS, "unstake delay");
        stake(1 ether);
        assertEq(stakeOf().stake, 3 ether, "stake, added to");
        assertEq(address(staker).balance, 0, "balance of the staker");
    }

    /// The EntryPoint's rule: the delay can only grow.
    function test_addStake_reverts_forAShorterDelay() public {
        stake(2 ether);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "cannot decrease unstake time"));
        vm.prank(OPERATOR);
        staker.addStake{value: 1 ether}(DELAY_SECONDS - 1);
    }

    function test_withdrawStake_pays_onceTheDelayIsOver() public {
        stake(2 ether);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "must call unlockStake() first"));
        vm.prank(OPERATOR);
        staker.withdrawStake(RECIPIENT);

        vm.prank(OPERATOR);
        staker.unlockStake();
        assertFalse(stakeOf().staked, "staked");
        assertEq(stakeOf().withdrawTime, START_TIME + DELAY_SECONDS, "withdraw time");

        vm.warp(START_TIME + DELAY_SECONDS - 1);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "Stake withdrawal is not due"));
        vm.prank(OPERATOR);
        staker.withdrawStake(RECIPIENT);

        vm.warp(START_TIME + DELAY_SECONDS);
        vm.prank(OPERATOR);
        staker.withdrawStake(RECIPIENT);
        assertEq(RECIPIENT.balance, 2 ether, "paid");
        assertEq(stakeOf().stake, 0, "stake");
    }

    /// Staked again, it is locked again.
    function test_addStake_stopsAWithdrawal() public {
        stake(2 ether);
        vm.prank(OPERATOR);
        staker.unlockStake();
        stake(1 ether);
        assertTrue(stakeOf().staked, "staked");
        vm.warp(START_TIME + DELAY_SECONDS);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "must call unlockStake() first"));
        vm.prank(OPERATOR);
        staker.withdrawStake(RECIPIENT);
    }

    function test_stake_isTheOwnersAlone() public {
        stake(2 ether);
        vm.deal(STRANGER, 1 ether);
        address[3] memory callers = [STRANGER, address(factory), address(entryPoint)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.deal(callers[i], 1 ether);
            bytes memory unauthorized = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(unauthorized);
            staker.addStake{value: 1}(DELAY_SECONDS);
            vm.expectRevert(unauthorized);
            staker.unlockStake();
            vm.expectRevert(unauthorized);
            staker.withdrawStake(RECIPIENT);
            vm.expectRevert(unauthorized);
            staker.transferOwnership(callers[i]);
            vm.expectRevert(unauthorized);
            staker.acceptOwnership();
            vm.stopPrank();
        }
        assertEq(stakeOf().stake, 2 ether, "stake");
        assertTrue(stakeOf().staked, "staked");
    }

    function test_renounceOwnership_reverts_soThatTheStakeIsNotLost() public {
        vm.prank(OPERATOR);
        expectRevert(FactoryStaker.StakeNeedsOwner.selector, "");
        staker.renounceOwnership();
        expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(address(this)));
        staker.renounceOwnership();
        assertEq(staker.owner(), OPERATOR, "owner");
    }

    /// In two steps: an address that nobody holds never becomes the owner.
    function test_transferOwnership_needsTheNextOwnersConsent() public {
        vm.prank(OPERATOR);
        staker.transferOwnership(STRANGER);
        assertEq(staker.owner(), OPERATOR, "owner before");
        stake(1 ether);
        vm.prank(STRANGER);
        staker.acceptOwnership();
        assertEq(staker.owner(), STRANGER, "owner");
        expectRevert(Ownable.OwnableUnauthorizedAccount.selector, abi.encode(OPERATOR));
        vm.prank(OPERATOR);
        staker.unlockStake();
        vm.prank(STRANGER);
        staker.unlockStake();
        assertFalse(stakeOf().staked, "staked");
    }

    // ---- accounts ---------------------------------------------------------------------------------------------------

    function testFuzz_createAccount_forwardsForEverybody(uint256 seed, bytes32 salt, address caller) public {
        PublicKey memory key = publicKey(passkeyFrom(seed));
        address expected = factory.getAddress(key, salt);
        vm.prank(caller);
        assertEq(staker.createAccount(key, salt), expected, "address");
        assertTrue(validator.isPasskey(expected, key), "its passkey");
        assertEq(staker.createAccount(key, salt), expected, "address, the second time");
        assertEq(factory.createAccount(key, salt), expected, "address, by the factory itself");
        assertEq(validator.passkeyCount(expected), 1, "passkeyCount");
    }

    function test_createAccount_emitsTheFactorysEvent() public {
        PublicKey memory key = publicKey(newPasskey);
        vm.expectEmit(address(factory));
        emit AccountFactory.AccountCreated(factory.getAddress(key, SALT_OF_ACCOUNT), key.x, key.y, SALT_OF_ACCOUNT);
        staker.createAccount(key, SALT_OF_ACCOUNT);
    }

    function test_createAccount_passesErrorsOn() public {
        PublicKey memory key = PublicKey({x: newPasskey.y, y: newPasskey.x});
        expectRevert(PasskeyValidator.InvalidPublicKey.selector, abi.encode(key.x, key.y));
        staker.createAccount(key, SALT_OF_ACCOUNT);
    }

    /// A user operation that names the staker as its factory creates the same account.
    function test_handleOps_createsTheAccountThroughTheStaker() public {
        stake(1 ether);
        PublicKey memory key = publicKey(newPasskey);
        PackedUserOperation memory userOp = userOpOf(factory.getAddress(key, SALT_OF_ACCOUNT), noteCall(9));
        userOp.initCode = abi.encodePacked(staker, abi.encodeCall(staker.createAccount, (key, SALT_OF_ACCOUNT)));
        vm.deal(userOp.sender, 1 ether);
        handle(signed(userOp, newPasskey));
        assertEq(callee.number(), 9, "number");
        assertEq(callee.caller(), userOp.sender, "caller");
        assertTrue(validator.isPasskey(userOp.sender, key), "its passkey");
        assertEq(stakeOf().stake, 1 ether, "stake");
    }
}
