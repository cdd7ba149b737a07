// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MODULE_TYPE_EXECUTOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Guardian, Policy, Tier} from "../../src/Policy.sol";
import {Approval, RecoveryModule, Request} from "../../src/RecoveryModule.sol";
import {Wallet} from "../support/Policies.sol";
import {RecoveryTest} from "../support/RecoveryTest.sol";

contract OnUninstallTest is RecoveryTest {
    function uninstall(bytes memory data) private {
        vm.prank(address(account));
        module.onUninstall(data);
    }

    function test_onUninstall_removesThePolicyAndRaisesTheEpoch() public {
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicyCleared(address(account), 2);
        uninstall("");
        (bytes23 commitment, uint32 epoch, uint40 blockNumber) = module.accountState(address(account));
        assertEq(commitment, bytes23(0), "commitment");
        assertEq(epoch, 2, "epoch");
        assertEq(blockNumber, 0, "block");
    }

    function test_onUninstall_doesNotRevert_whenNoPolicyIsSet() public {
        uninstall("");
        uninstall("");
        assertEq(epochOf(address(account)), 3, "epoch");
    }

    function test_onUninstall_doesNotRevert_whenEpochIsAtItsEnd() public {
        storeEpoch(address(account), type(uint32).max);
        uninstall("");
        (bytes23 commitment, uint32 epoch,) = module.accountState(address(account));
        assertEq(commitment, bytes23(0), "commitment");
        assertEq(epoch, type(uint32).max, "epoch");
        expectRevert(RecoveryModule.EpochExhausted.selector, abi.encode(account));
        vm.prank(address(account));
        module.setPolicy(policyBytes());
    }

    /// C-26 Whatever the data is.
    function test_onUninstall_neverReverts(bytes calldata data) public {
        uninstall(data);
        assertEq(epochOf(address(account)), 2, "epoch");
    }

    /// C-26 16 guardians, their approvals recorded, a request waiting and another ready: it costs little, and nothing of
    /// the account has effect afterwards but the raised epoch.
    function test_onUninstall_endsEverything() public {
        (Policy memory full, Wallet[] memory wallets) = _fullPolicy();
        setPolicy(account, full);
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        for (uint256 i = 0; i < 16; ++i) {
            module.record(signerOf(wallets[i]), hash, sign(wallets[i], hash));
        }
        Approval[] memory recorded = new Approval[](16);
        for (uint8 i = 0; i < 16; ++i) {
            recorded[i].guardian = i;
        }
        module.start(abi.encode(full), request, recorded);
        Request memory second = aRequest();
        second.deadline -= 1;
        bytes32 secondHash = hashOf(second);
        module.start(abi.encode(full), second, approvedBy(full, secondHash, wallets));
        vm.warp(block.timestamp + DELAY);
        assertState(secondHash, RecoveryModule.State.Ready);

        bytes memory hostile = new bytes(20_000);
        vm.record();
        vm.prank(address(account));
        uint256 gasBefore = gasleft();
        account.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), hostile);
        assertLt(gasBefore - gasleft(), 3_000_000, "gas");
        (, bytes32[] memory writes) = vm.accesses(address(module));
        for (uint256 i = 0; i < writes.length; ++i) {
            assertEq(writes[i], keccak256(abi.encode(account, ACCOUNTS_SLOT)), "written slot");
        }

        assertEq(uint256(vm.load(address(module), keccak256(abi.encode(account, ACCOUNTS_SLOT)))), 3 << 40, "the word");
        assertState(hash, RecoveryModule.State.Dead);
        assertState(secondHash, RecoveryModule.State.Dead);
        expectRevert(RecoveryModule.PolicyNotSet.selector, abi.encode(account));
        module.start(abi.encode(full), request, recorded);
        bytes memory acceptance = acceptanceOf(second);
        expectRevert(
            RecoveryModule.WrongState.selector,
            abi.encode(secondHash, RecoveryModule.State.Dead, RecoveryModule.State.Ready)
        );
        module.execute(second, acceptance);
    }

    /// C-25 Installed again: no request, no approval and no epoch of before comes back.
    function test_onUninstall_bringsNothingBackWhenInstalledAgain() public {
        Request memory request = aRequest();
        bytes32 hash = hashOf(request);
        module.record(signerOf(carol), hash, sign(carol, hash));
        started(request);
        vm.startPrank(address(account));
        account.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        account.installModule(MODULE_TYPE_EXECUTOR, address(module), policyBytes());
        vm.stopPrank();

        assertEq(epochOf(address(account)), 3, "epoch");
        assertState(hash, RecoveryModule.State.Dead);
        expectRevert(RecoveryModule.WrongEpoch.selector, abi.encode(account, 1, 3));
        module.start(policyBytes(), request, approvedBy(hash, bob));
        Request memory next = aRequest();
        bytes32 nextHash = hashOf(next);
        assertState(nextHash, RecoveryModule.State.None);
        expectRevert(RecoveryModule.NotApproved.selector, abi.encode(nextHash, hashOf(carol)));
        module.start(policyBytes(), next, only(approval(policy(), signerOf(carol), "")));
    }

    /// C-40 The owner removes the module while a request waits.
    function test_onUninstall_endsWaitingRequests() public {
        bytes32 hash = started(aRequest());
        vm.expectEmit(address(module));
        emit RecoveryModule.PolicyCleared(address(account), 2);
        vm.prank(address(account));
        account.uninstallModule(MODULE_TYPE_EXECUTOR, address(module), "");
        assertState(hash, RecoveryModule.State.Dead);
    }

    function _fullPolicy() private returns (Policy memory full, Wallet[] memory wallets) {
        wallets = new Wallet[](16);
        Guardian[] memory guardians = new Guardian[](16);
        for (uint256 i = 0; i < 16; ++i) {
            wallets[i] = walletOf(string.concat("guardian ", vm.toString(i)));
            guardians[i] = Guardian({signer: signerOf(wallets[i]), weight: 1});
        }
        Tier[] memory tiers = new Tier[](1);
        tiers[0] = Tier({weight: 16, delay: uint32(DELAY)});
        full = policyOf(address(validator), guardians, tiers);
    }
}
