// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Account as OzAccount} from "@openzeppelin/contracts/account/Account.sol";
import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {
    IERC7579ModuleConfig,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_FALLBACK,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Account} from "../../src/Account.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {CountingModule} from "../mocks/CountingModule.sol";
import {HostileModule, StubValidator} from "../mocks/Modules.sol";
import {BombModule, BurningModule, RevivingModule} from "../mocks/StubbornModules.sol";
import {AccountTest} from "../support/AccountTest.sol";

contract ModulesTest is AccountTest {
    bytes4 private constant SELECTOR = CountingModule.whoCalls.selector;

    CountingModule private counting;
    uint256[2] private types = [MODULE_TYPE_VALIDATOR, MODULE_TYPE_EXECUTOR];

    function setUp() public override {
        super.setUp();
        counting = new CountingModule();
    }

    // ---- from birth -------------------------------------------------------------------------------------------------

    function test_isModuleInstalled_isTrueFromBirth_forValidatorAndRecoveryModule() public view {
        assertInstalled(MODULE_TYPE_VALIDATOR, address(validator), true, "the validator");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(module), true, "the recovery module");
        assertInstalled(MODULE_TYPE_VALIDATOR, address(module), false, "the recovery module as validator");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(validator), false, "the validator as executor");
        for (uint256 i = 0; i < types.length; ++i) {
            assertInstalled(types[i], address(0), false, "zero");
            assertInstalled(types[i], address(account), false, "the account");
            assertInstalled(types[i], address(factory), false, "the factory");
            assertInstalled(types[i], address(entryPoint), false, "the EntryPoint");
        }
    }

    function testFuzz_isModuleInstalled_neverReverts(uint256 moduleTypeId, address module_, bytes calldata context)
        public
        view
    {
        vm.assume(module_ != address(validator) && module_ != address(module));
        // A selector that nothing is installed for has the handler zero.
        vm.assume(module_ != address(0));
        assertFalse(account.isModuleInstalled(moduleTypeId, module_, context), "a random module");
    }

    function test_supportsModule_isTrueForValidatorsExecutorsAndFallbacks() public view {
        assertTrue(account.supportsModule(MODULE_TYPE_VALIDATOR), "validator");
        assertTrue(account.supportsModule(MODULE_TYPE_EXECUTOR), "executor");
        assertTrue(account.supportsModule(MODULE_TYPE_FALLBACK), "fallback");
        assertFalse(account.supportsModule(MODULE_TYPE_HOOK), "hook");
        assertFalse(account.supportsModule(0), "0");
    }

    // ---- install ----------------------------------------------------------------------------------------------------

    function test_installModule_installsValidatorsAndExecutors() public {
        for (uint256 i = 0; i < types.length; ++i) {
            vm.expectEmit(address(account));
            emit IERC7579ModuleConfig.ModuleInstalled(types[i], address(counting));
            installModule(types[i], address(counting), abi.encode(i + 7));
            assertInstalled(types[i], address(counting), true, "installed");
            assertEq(counting.lastData(), abi.encode(i + 7), "its data");
            assertEq(counting.installed(), i + 1, "onInstall");
            assertFalse(otherAccount.isModuleInstalled(types[i], address(counting), ""), "in the other account");
        }
        assertInstalled(MODULE_TYPE_VALIDATOR, address(validator), true, "the validator");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(module), true, "the recovery module");
    }

    /// Installed as one of the two, it is not the other.
    function test_installModule_installsForOneType() public {
        installModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(counting), false, "as executor");
        expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, counting));
        vm.prank(address(counting));
        account.executeFromExecutor(SINGLE, singleOf(address(callee), 0, ""));
    }

    function test_installModule_reverts_whenItIsInstalled() public {
        expectRevert(ERC7579Utils.ERC7579AlreadyInstalledModule.selector, abi.encode(MODULE_TYPE_VALIDATOR, validator));
        installModule(MODULE_TYPE_VALIDATOR, address(validator), abi.encode(publicKey(newPasskey)));
        expectRevert(ERC7579Utils.ERC7579AlreadyInstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, module));
        installModule(MODULE_TYPE_EXECUTOR, address(module), "");
        for (uint256 i = 0; i < types.length; ++i) {
            installModule(types[i], address(counting), "");
            expectRevert(ERC7579Utils.ERC7579AlreadyInstalledModule.selector, abi.encode(types[i], counting));
            installModule(types[i], address(counting), "");
        }
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function test_installModule_reverts_forAModuleOfAnotherType() public {
        expectRevert(ERC7579Utils.ERC7579MismatchedModuleTypeId.selector, abi.encode(MODULE_TYPE_EXECUTOR, validator));
        installModule(MODULE_TYPE_EXECUTOR, address(validator), "");
        expectRevert(ERC7579Utils.ERC7579MismatchedModuleTypeId.selector, abi.encode(MODULE_TYPE_VALIDATOR, module));
        installModule(MODULE_TYPE_VALIDATOR, address(module), "");
        expectRevert(ERC7579Utils.ERC7579MismatchedModuleTypeId.selector, abi.encode(MODULE_TYPE_FALLBACK, module));
        installModule(MODULE_TYPE_FALLBACK, address(module), abi.encodePacked(SELECTOR));
    }

    function test_installModule_reverts_forTypesThatAreNotSupported() public {
        expectRevert(ERC7579Utils.ERC7579UnsupportedModuleType.selector, abi.encode(MODULE_TYPE_HOOK));
        installModule(MODULE_TYPE_HOOK, address(counting), "");
        expectRevert(ERC7579Utils.ERC7579UnsupportedModuleType.selector, abi.encode(0));
        installModule(0, address(counting), "");
        expectRevert(ERC7579Utils.ERC7579UnsupportedModuleType.selector, abi.encode(MODULE_TYPE_HOOK));
        uninstallModule(MODULE_TYPE_HOOK, address(counting), "");
    }

    function test_installModule_reverts_whenTheModuleRefuses() public {
        counting.refuse();
        for (uint256 i = 0; i < types.length; ++i) {
            expectRevert(CountingModule.Refused.selector);
            installModule(types[i], address(counting), "");
            assertInstalled(types[i], address(counting), false, "installed");
        }
        // It did not count as a validator to spare.
        expectRevert(Account.LastValidator.selector, abi.encode(validator));
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
    }

    function test_installModule_reverts_forAddressesWithoutCode() public {
        for (uint256 i = 0; i < types.length; ++i) {
            vm.expectRevert();
            installModule(types[i], STRANGER, "");
        }
    }

    /// C-28 Modules are installed and removed by the account alone: not by a stranger, nor by another module in its own
    /// name or through the fallback.
    function test_installModule_reverts_forEverybodyButTheAccount() public {
        HostileModule hostile = new HostileModule();
        installModule(MODULE_TYPE_EXECUTOR, address(hostile), "");
        installModule(MODULE_TYPE_FALLBACK, address(hostile), abi.encodePacked(SELECTOR));
        bytes[2] memory calls = [
            abi.encodeCall(account.installModule, (MODULE_TYPE_VALIDATOR, address(hostile), "")),
            abi.encodeCall(account.uninstallModule, (MODULE_TYPE_EXECUTOR, address(module), ""))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(hostile));
            hostile.call(address(account), calls[i]);

            hostile.arm(address(account), calls[i]);
            (bool success,) = address(account).call(abi.encodePacked(SELECTOR));
            assertTrue(success, "the fallback");
            assertEq(hostile.calls(), i + 1, "calls of the module");
            assertFalse(hostile.succeeded(), "its call");
            assertEq(
                hostile.result(), abi.encodeWithSelector(OzAccount.AccountUnauthorized.selector, hostile), "its result"
            );

            expectRevert(OzAccount.AccountUnauthorized.selector, abi.encode(STRANGER));
            vm.prank(STRANGER);
            (success,) = address(account).call(calls[i]);
        }
        assertInstalled(MODULE_TYPE_VALIDATOR, address(hostile), false, "the hostile validator");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(module), true, "the recovery module");
    }

    /// C-28 The validator's functions know their caller only: a module in its own name changes its own keys, of which it
    /// has none.
    function test_validator_ignoresModulesInTheirOwnName() public {
        HostileModule hostile = new HostileModule();
        installModule(MODULE_TYPE_EXECUTOR, address(hostile), "");
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(hostile));
        hostile.call(address(validator), abi.encodeCall(validator.addPasskey, (publicKey(otherPasskey))));
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(hostile));
        hostile.call(address(validator), abi.encodeCall(validator.replacePasskeys, (publicKey(otherPasskey))));
        expectRevert(PasskeyValidator.PasskeyUnknown.selector, abi.encode(hostile, keyHash(ownerPasskey)));
        hostile.call(address(validator), abi.encodeCall(validator.removePasskey, (publicKey(ownerPasskey))));
        hostile.call(address(validator), abi.encodeCall(validator.onUninstall, ("")));
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    // ---- uninstall --------------------------------------------------------------------------------------------------

    function test_uninstallModule_removesValidatorsAndExecutors() public {
        for (uint256 i = 0; i < types.length; ++i) {
            installModule(types[i], address(counting), "");
            vm.expectEmit(address(account));
            emit IERC7579ModuleConfig.ModuleUninstalled(types[i], address(counting));
            uninstallModule(types[i], address(counting), abi.encode(i + 9));
            assertInstalled(types[i], address(counting), false, "installed");
            assertEq(counting.lastData(), abi.encode(i + 9), "its data");
            assertEq(counting.uninstalled(), i + 1, "onUninstall");
            installModule(types[i], address(counting), "");
            assertInstalled(types[i], address(counting), true, "installed again");
        }
    }

    function test_uninstallModule_reverts_whenItIsNotInstalled() public {
        for (uint256 i = 0; i < types.length; ++i) {
            expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(types[i], counting));
            uninstallModule(types[i], address(counting), "");
        }
        uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, module));
        uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
    }

    /// The recovery module can be removed, and comes back with its next policy.
    function test_uninstallModule_removesTheRecoveryModule() public {
        setPolicy(account, defaultPolicy(address(validator)));
        vm.expectEmit(address(account));
        emit IERC7579ModuleConfig.ModuleUninstalled(MODULE_TYPE_EXECUTOR, address(module));
        uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(module), false, "removed");
        assertFalse(module.isInitialized(address(account)), "its policy");
        assertTrue(otherAccount.isModuleInstalled(MODULE_TYPE_EXECUTOR, address(module), ""), "in the other account");

        vm.expectEmit(address(account));
        emit IERC7579ModuleConfig.ModuleInstalled(MODULE_TYPE_EXECUTOR, address(module));
        installModule(MODULE_TYPE_EXECUTOR, address(module), abi.encode(defaultPolicy(address(validator))));
        assertInstalled(MODULE_TYPE_EXECUTOR, address(module), true, "installed again");
        assertTrue(module.isInitialized(address(account)), "its policy now");
    }

    /// The passkey validator can be removed for another one, and comes back without anything of before.
    function test_uninstallModule_removesThePasskeyValidator() public {
        add(address(account), otherPasskey);
        installModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        assertInstalled(MODULE_TYPE_VALIDATOR, address(validator), false, "removed");
        assertStored(2, 0, 0);

        installModule(MODULE_TYPE_VALIDATOR, address(validator), abi.encode(publicKey(newPasskey)));
        assertInstalled(MODULE_TYPE_VALIDATOR, address(validator), true, "installed again");
        assertNoPasskey(ownerPasskey, "the first passkey before");
        assertNoPasskey(otherPasskey, "the further passkey before");
        assertStored(2, 0, keyHash(newPasskey));
        uninstallModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        expectRevert(Account.LastValidator.selector, abi.encode(validator));
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
    }

    function test_uninstallModule_reverts_forTheLastValidator() public {
        expectRevert(Account.LastValidator.selector, abi.encode(validator));
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        assertStored(1, 0, keyHash(ownerPasskey));

        installModule(MODULE_TYPE_EXECUTOR, address(counting), "");
        expectRevert(Account.LastValidator.selector, abi.encode(validator));
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");

        address second = address(new StubValidator());
        installModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        installModule(MODULE_TYPE_VALIDATOR, second, "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(validator), "");
        uninstallModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        expectRevert(Account.LastValidator.selector, abi.encode(second));
        uninstallModule(MODULE_TYPE_VALIDATOR, second, "");
        assertInstalled(MODULE_TYPE_VALIDATOR, second, true, "the last one");
    }

    /// C-35 Failures of onUninstall are passed over, but whoever hands in too little gas cannot bring one about: a module
    /// is removed and has heard of it, or nothing has happened.
    function test_uninstallModule_tellsTheModule_withAnyAmountOfGas() public {
        installModule(MODULE_TYPE_VALIDATOR, address(counting), "");
        setPolicy(account, defaultPolicy(address(validator)));
        (uint256 refused, uint256 removed) = (0, 0);
        for (uint256 gas_ = 10_000; gas_ < 130_000; gas_ += 300) {
            uint256 before = vm.snapshotState();
            if (uninstallWith(gas_, MODULE_TYPE_VALIDATOR, address(validator))) {
                ++removed;
                assertFalse(validator.isInitialized(address(account)), "the validator's keys");
            } else {
                ++refused;
            }
            if (uninstallWith(gas_, MODULE_TYPE_EXECUTOR, address(module))) {
                ++removed;
                assertFalse(module.isInitialized(address(account)), "the recovery module's policy");
            } else {
                ++refused;
            }
            vm.revertToState(before);
        }
        assertGt(refused, 40, "refused");
        assertGt(removed, 400, "removed");
    }

    function uninstallWith(uint256 gas_, uint256 moduleTypeId, address module_) private returns (bool success) {
        vm.prank(address(account));
        (success,) =
            address(account).call{gas: gas_}(abi.encodeCall(account.uninstallModule, (moduleTypeId, module_, "")));
        assertInstalled(moduleTypeId, module_, !success, "installed");
    }

    // ---- modules that will not leave --------------------------------------------------------------------------------

    function assertLeaves(address stubborn) private {
        for (uint256 i = 0; i < types.length; ++i) {
            vm.expectEmit(address(account));
            emit IERC7579ModuleConfig.ModuleUninstalled(types[i], stubborn);
            vm.prank(address(account));
            account.uninstallModule{gas: 3_000_000}(types[i], stubborn, "");
            assertInstalled(types[i], stubborn, false, "installed");
        }
        expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_EXECUTOR, stubborn));
        vm.prank(stubborn);
        account.executeFromExecutor(SINGLE, singleOf(address(callee), 0, ""));
    }

    function installAsBoth(address stubborn) private {
        for (uint256 i = 0; i < types.length; ++i) {
            installModule(types[i], stubborn, "");
        }
    }

    function test_uninstallModule_removesAModuleThatReverts() public {
        address stubborn = address(new HostileModule());
        installAsBoth(stubborn);
        assertLeaves(stubborn);
    }

    function test_uninstallModule_removesAModuleThatBurnsItsGas() public {
        address stubborn = address(new BurningModule());
        installAsBoth(stubborn);
        assertLeaves(stubborn);
    }

    function test_uninstallModule_removesAModuleThatAnswersWithManyBytes() public {
        address stubborn = address(new BombModule());
        installAsBoth(stubborn);
        assertLeaves(stubborn);
    }

    /// An EOA had code while it delegated (EIP-7702), and has none once it has ended that; it can still call.
    function test_uninstallModule_removesAModuleThatHasNoCodeAnyMore() public {
        address stubborn = address(new CountingModule());
        installAsBoth(stubborn);
        vm.etch(stubborn, "");
        assertLeaves(stubborn);
    }

    /// Two executors, each of which has the other one installed again when that one is told to go.
    function test_uninstallModule_removesModulesThatReviveEachOther() public {
        (RevivingModule first, RevivingModule second) = (new RevivingModule(), new RevivingModule());
        first.conspire(second);
        second.conspire(first);
        installAsBoth(address(first));
        installAsBoth(address(second));
        RevivingModule[2] memory both = [first, second];
        for (uint256 i = 0; i < both.length; ++i) {
            for (uint256 j = 0; j < types.length; ++j) {
                uninstallModule(types[j], address(both[i]), abi.encode(types[j]));
            }
        }
        for (uint256 i = 0; i < both.length; ++i) {
            assertFalse(both[i].revived(), "revived");
            for (uint256 j = 0; j < types.length; ++j) {
                assertInstalled(types[j], address(both[i]), false, "installed");
            }
        }
    }

    // ---- fallback modules: as OpenZeppelin has them -----------------------------------------------------------------

    function test_installModule_installsFallbackModules() public {
        vm.expectEmit(address(account));
        emit IERC7579ModuleConfig.ModuleInstalled(MODULE_TYPE_FALLBACK, address(counting));
        installModule(MODULE_TYPE_FALLBACK, address(counting), abi.encodePacked(SELECTOR, "data"));
        assertEq(counting.lastData(), "data", "its data");
        bytes memory selector = abi.encodePacked(SELECTOR);
        assertTrue(account.isModuleInstalled(MODULE_TYPE_FALLBACK, address(counting), selector), "installed");
        assertFalse(
            account.isModuleInstalled(MODULE_TYPE_FALLBACK, address(counting), hex"12345678"), "another selector"
        );
        assertInstalled(MODULE_TYPE_FALLBACK, address(counting), false, "no selector");
        assertInstalled(MODULE_TYPE_EXECUTOR, address(counting), false, "as executor");

        vm.deal(STRANGER, 1 ether);
        vm.prank(STRANGER);
        (address by, address caller, uint256 value) = CountingModule(address(account)).whoCalls{value: 3}();
        assertEq(by, address(account), "msg.sender");
        assertEq(caller, STRANGER, "the account's caller");
        assertEq(value, 3, "value");

        vm.expectEmit(address(account));
        emit IERC7579ModuleConfig.ModuleUninstalled(MODULE_TYPE_FALLBACK, address(counting));
        uninstallModule(MODULE_TYPE_FALLBACK, address(counting), abi.encodePacked(SELECTOR, "bye"));
        assertEq(counting.lastData(), "bye", "its data");
        expectRevert(AccountERC7579.ERC7579MissingFallbackHandler.selector, abi.encode(SELECTOR));
        CountingModule(address(account)).whoCalls();
    }

    function test_installModule_reverts_forFallbacksThatAreTakenOrUnnamed() public {
        bytes memory selector = abi.encodePacked(SELECTOR);
        installModule(MODULE_TYPE_FALLBACK, address(counting), selector);
        address second = address(new CountingModule());
        expectRevert(ERC7579Utils.ERC7579AlreadyInstalledModule.selector, abi.encode(MODULE_TYPE_FALLBACK, second));
        installModule(MODULE_TYPE_FALLBACK, second, selector);
        expectRevert(ERC7579Utils.ERC7579UninstalledModule.selector, abi.encode(MODULE_TYPE_FALLBACK, second));
        uninstallModule(MODULE_TYPE_FALLBACK, second, selector);
        expectRevert(AccountERC7579.ERC7579CannotDecodeFallbackData.selector);
        installModule(MODULE_TYPE_FALLBACK, second, hex"010203");
    }

    function testFuzz_fallback_reverts_whereNothingIsInstalled(bytes4 selector, bytes calldata data) public {
        bytes4[22] memory own = ownSelectors();
        for (uint256 i = 0; i < own.length; ++i) {
            vm.assume(selector != own[i]);
        }
        (bool success, bytes memory result) = address(account).call(abi.encodePacked(selector, data));
        assertFalse(success, "success");
        assertEq(
            result, abi.encodeWithSelector(AccountERC7579.ERC7579MissingFallbackHandler.selector, selector), "the error"
        );
    }

    function ownSelectors() private view returns (bytes4[22] memory) {
        return [
            account.initialize.selector,
            account.factory.selector,
            account.passkeyValidator.selector,
            account.recoveryModule.selector,
            account.entryPoint.selector,
            account.accountId.selector,
            account.isModuleInstalled.selector,
            account.installModule.selector,
            account.uninstallModule.selector,
            account.supportsModule.selector,
            account.supportsExecutionMode.selector,
            account.execute.selector,
            account.executeFromExecutor.selector,
            account.isValidSignature.selector,
            account.validateUserOp.selector,
            bytes4(keccak256("getNonce()")),
            bytes4(keccak256("getNonce(uint192)")),
            account.supportsInterface.selector,
            account.onERC721Received.selector,
            account.onERC1155Received.selector,
            account.onERC1155BatchReceived.selector,
            SELECTOR
        ];
    }
}
