// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MODULE_TYPE_EXECUTOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PolicyRules} from "../../src/Policy.sol";
import {RecoveryModule} from "../../src/RecoveryModule.sol";
import {Fixture} from "../support/Fixture.sol";

contract OnInstallTest is Fixture {
    function install(bytes memory data) private {
        vm.prank(address(account));
        module.onInstall(data);
    }

    function test_onInstall_setsThePolicyThatItIsGiven() public {
        bytes memory policy = abi.encode(defaultPolicy(address(validator)));
        vm.expectEmit(address(module));
        emit RecoveryModule.GuardianSet(
            keccak256(defaultPolicy(address(validator)).guardians[0].signer), address(account)
        );
        install(policy);
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(keccak256(policy)), "commitment");
        assertEq(epoch, 1, "epoch");
        assertEq(blockNumber, START_BLOCK, "block");
    }

    function test_onInstall_takesNothingToo() public {
        install("");
        assertFalse(module.isInitialized(address(account)), "initialized");
        assertEq(epochOf(address(account)), 0, "epoch");
    }

    function test_onInstall_worksThroughTheAccount() public {
        bytes memory policy = abi.encode(defaultPolicy(address(validator)));
        vm.startPrank(address(account));
        account.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        account.installModule(MODULE_TYPE_EXECUTOR, address(module), policy);
        vm.stopPrank();
        assertTrue(module.isInitialized(address(account)), "initialized");
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    function test_onInstall_reverts_whenAPolicyIsSet() public {
        bytes memory policy = abi.encode(defaultPolicy(address(validator)));
        install(policy);
        expectRevert(RecoveryModule.PolicyAlreadySet.selector, abi.encode(account));
        install(policy);
        expectRevert(RecoveryModule.PolicyAlreadySet.selector, abi.encode(account));
        install("");
    }

    /// C-01
    function test_onInstall_reverts_whenThePolicyHasNoGuardian() public {
        bytes memory policy =
            abi.encode(policyOf(address(validator), strangers(0), defaultPolicy(address(validator)).tiers));
        expectRevert(PolicyRules.NoGuardians.selector);
        install(policy);
    }
}
