// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Account as OzAccount} from "@openzeppelin/contracts/account/Account.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {MODULE_TYPE_EXECUTOR, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Account} from "../../src/Account.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {AccountTest} from "../support/AccountTest.sol";

contract InitializeTest is AccountTest {
    Account private implementation;

    function setUp() public override {
        super.setUp();
        implementation = Account(payable(factory.implementation()));
    }

    function test_initialize_gaveTheAccountItsFirstPasskey() public view {
        assertPasskey(ownerPasskey, "the first passkey");
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function test_initialize_reverts_forEverybodyButTheFactory() public {
        address[6] memory callers =
            [STRANGER, address(this), address(account), address(entryPoint), address(validator), address(module)];
        for (uint256 i = 0; i < callers.length; ++i) {
            expectRevert(Account.NotFactory.selector, abi.encode(callers[i], factory));
            vm.prank(callers[i]);
            account.initialize(publicKey(newPasskey));
            expectRevert(Account.NotFactory.selector, abi.encode(callers[i], factory));
            vm.prank(callers[i]);
            implementation.initialize(publicKey(newPasskey));
        }
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    /// Through its own `execute`, an account calls itself; that makes it no factory.
    function test_initialize_reverts_forTheAccountItself() public {
        expectRevert(Account.NotFactory.selector, abi.encode(account, factory));
        vm.prank(address(entryPoint));
        account.execute(
            SINGLE, singleOf(address(account), 0, abi.encodeCall(Account.initialize, (publicKey(newPasskey))))
        );
    }

    function test_initialize_reverts_theSecondTime() public {
        expectRevert(PasskeyValidator.PasskeysAlreadyInstalled.selector, abi.encode(account));
        vm.prank(address(factory));
        account.initialize(publicKey(newPasskey));
    }

    function test_account_knowsWhatItWasMadeWith() public view {
        Account[2] memory accounts = [account, implementation];
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(accounts[i].factory(), address(factory), "factory");
            assertEq(accounts[i].passkeyValidator(), address(validator), "passkeyValidator");
            assertEq(accounts[i].recoveryModule(), address(module), "recoveryModule");
            assertEq(address(accounts[i].entryPoint()), 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108, "entryPoint");
            assertEq(accounts[i].accountId(), "sparekey.account.1.0.0", "accountId");
        }
    }

    // ---- the implementation: the code of all accounts, and nobody's account -------------------------------------------

    function test_implementation_hasNoPasskey() public view {
        assertFalse(validator.isInitialized(address(implementation)), "initialized");
        assertEq(validator.passkeyCount(address(implementation)), 0, "passkeyCount");
    }

    function test_implementation_isNobodys() public {
        PackedUserOperation memory userOp = signed(userOpOf(address(implementation), noteCall(1)), ownerPasskey);
        deposit(address(implementation), 1 ether);
        expectFailedOp("AA24 signature error");
        handle(userOp);

        expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(STRANGER));
        vm.prank(STRANGER);
        implementation.execute(DELEGATE, abi.encodePacked(address(callee)));
        expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(STRANGER));
        vm.prank(STRANGER);
        implementation.installModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(STRANGER));
        vm.prank(STRANGER);
        implementation.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
    }
}
